/** Numbers as Python's format writes them: ties go to the even digit. */

/** "-1.2500" of -1.25 with four digits; "nan", "inf". */
export function fixed(value: number, digits: number): string {
  if (!Number.isFinite(value)) return notFinite(value);
  const sign = value < 0 || Object.is(value, -0) ? "-" : "";
  const magnitude = Math.abs(value);
  if (magnitude >= 1e21) return `${sign}${BigInt(magnitude)}${digits > 0 ? `.${"0".repeat(digits)}` : ""}`;
  const text = magnitude.toFixed(digits);
  return sign + (Number.isInteger(magnitude * 2 ** (digits + 1)) ? evenTie(text, magnitude.toFixed(digits + 1)) : text);
}

/** "1.0000e+10"; the exponent has at least two digits. */
export function scientific(value: number, digits: number): string {
  if (!Number.isFinite(value)) return notFinite(value);
  const sign = value < 0 || Object.is(value, -0) ? "-" : "";
  const magnitude = Math.abs(value);
  let [text, exponent] = magnitude.toExponential(digits).split("e");
  const [exact] = magnitude.toExponential(Math.min(digits + 40, 100)).split("e");
  if (/^50*$/.test(exact.slice(digits + 2))) text = evenTie(text, exact.slice(0, digits + 3));
  if (exponent.length < 3) exponent = `${exponent[0]}0${exponent.slice(1)}`;
  return `${sign}${text}e${exponent}`;
}

function notFinite(value: number): string {
  return Number.isNaN(value) ? "nan" : value > 0 ? "inf" : "-inf";
}

/** `rounded` up, or where `exact`, one digit longer, ends in a tie after an even digit, cut. */
function evenTie(rounded: string, exact: string): string {
  if (!exact.endsWith("5")) return rounded;
  const cut = exact.slice(0, -1).replace(/\.$/, "");
  return Number(cut[cut.length - 1]) % 2 === 0 ? cut : rounded;
}
