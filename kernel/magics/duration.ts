/** Times as IPython prints them. */

const units = ["s", "ms", "μs", "ns"] as const;

/** @param seconds shown in the unit that suits it, with three digits */
export function duration(seconds: number, precision = 3): string {
  if (seconds >= 60) return long(seconds);
  const order = seconds > 0 ? Math.min(-Math.floor(Math.log10(seconds) / 3), 3) : 3;
  const unit = Math.max(0, order);
  return `${general(seconds * 1000 ** unit, precision)} ${units[unit]}`;
}

function long(seconds: number): string {
  const parts: string[] = [];
  let left = seconds;
  for (const [unit, length] of [
    ["d", 86_400],
    ["h", 3_600],
    ["min", 60],
    ["s", 1],
  ] as const) {
    const count = Math.floor(left / length);
    if (count > 0) parts.push(`${count}${unit}`);
    left -= count * length;
    if (left < 1) break;
  }
  return parts.join(" ");
}

/** C's `%.3g`. */
function general(value: number, precision: number): string {
  if (value === 0) return "0";
  const text = value.toPrecision(precision);
  if (text.includes("e"))
    return Number(text) >= 10 ** precision ? text.replace(/e\+(\d)$/, "e+0$1") : String(Number(text));
  return text.includes(".") ? text.replace(/\.?0+$/, "") : text;
}
