/** A progress bar's line, to the character as tqdm writes it. */

export interface Meter {
  readonly n: number;
  readonly total: number | undefined;
  /** Seconds. */
  readonly elapsed: number;
  readonly desc: string;
  readonly unit: string;
  readonly unitScale: boolean;
  readonly postfix: string;
  /** Units a second; n / elapsed where it is not known. */
  readonly rate: number | undefined;
  /** What the bar counts from. */
  readonly initial: number;
}

/** Characters of a full bar. */
const width = 10;
const eighths = " ▏▎▍▌▋▊▉█";

export function formatMeter(meter: Meter): string {
  const { n, elapsed, desc, unit, unitScale, initial } = meter;
  const total = meter.total !== undefined && n > meter.total + 0.5 ? undefined : meter.total;
  const rate = meter.rate ?? (elapsed > 0 ? (n - initial) / elapsed : 0);
  const postfix = meter.postfix ? `, ${meter.postfix}` : "";
  const prefix = desc ? `${desc}: ` : "";
  const count = (value: number) => (unitScale ? formatSize(value) : String(value));
  const speed = formatRate(rate, unit, unitScale);
  const since = formatInterval(elapsed);
  if (total === undefined) return `${prefix}${count(n)}${unit} [${since}, ${speed}${postfix}]`;
  const fraction = total > 0 ? n / total : 0;
  const left = rate > 0 ? formatInterval((total - n) / rate) : "?";
  const percent = String(roundEven(fraction * 100)).padStart(3);
  return `${prefix}${percent}%|${bar(fraction)}| ${count(n)}/${count(total)} [${since}<${left}, ${speed}${postfix}]`;
}

function bar(fraction: number): string {
  const parts = Math.floor(Math.min(Math.max(fraction, 0), 1) * width * 8);
  const full = Math.floor(parts / 8);
  if (full >= width) return "█".repeat(width);
  return "█".repeat(full) + eighths[parts % 8] + " ".repeat(width - full - 1);
}

/** `00:04`, `1:06:40`. */
export function formatInterval(seconds: number): string {
  const whole = Math.floor(seconds);
  const [hours, minutes, rest] = [Math.floor(whole / 3_600), Math.floor(whole / 60) % 60, whole % 60];
  const two = (value: number) => String(value).padStart(2, "0");
  return hours > 0 ? `${hours}:${two(minutes)}:${two(rest)}` : `${two(minutes)}:${two(rest)}`;
}

function formatRate(rate: number, unit: string, unitScale: boolean): string {
  if (!(rate > 0)) return `?${unit}/s`;
  const inverse = 1 / rate;
  if (inverse > 1) return `${unitScale ? formatSize(inverse) : inverse.toFixed(2).padStart(5)}s/${unit}`;
  return `${unitScale ? formatSize(rate) : rate.toFixed(2).padStart(5)}${unit}/s`;
}

/** `1.50M`: three digits and a letter for the power of a thousand. */
function formatSize(value: number): string {
  let left = value;
  for (const letter of ["", "k", "M", "G", "T", "P", "E", "Z"]) {
    if (Math.abs(left) < 999.5) {
      if (Math.abs(left) < 99.95) return (Math.abs(left) < 9.995 ? left.toFixed(2) : left.toFixed(1)) + letter;
      return left.toFixed(0).padStart(3) + letter;
    }
    left /= 1000;
  }
  return `${left.toFixed(1)}Y`;
}

/** Halves go to the even neighbour, as in Python. */
function roundEven(value: number): number {
  const below = Math.floor(value);
  const rest = value - below;
  return rest > 0.5 || (rest === 0.5 && below % 2 === 1) ? below + 1 : below;
}
