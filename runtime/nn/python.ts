/** Values as Python's `repr` writes them, for the text of a module. */

/** "0.1", "1e-05", "2.0": a float. */
export function float(value: number): string {
  if (Number.isNaN(value)) return "nan";
  if (!Number.isFinite(value)) return value > 0 ? "inf" : "-inf";
  if (value === 0) return Object.is(value, -0) ? "-0.0" : "0.0";
  const [mantissa, exponentText] = value.toExponential().split("e");
  const exponent = Number(exponentText);
  if (exponent < -4 || exponent >= 16) {
    const digits = String(Math.abs(exponent)).padStart(2, "0");
    return `${mantissa}e${exponent < 0 ? "-" : "+"}${digits}`;
  }
  return Number.isInteger(value) ? `${value}.0` : String(value);
}

/** A number that was an int where it is whole: JavaScript does not tell 2 from 2.0. */
export function number(value: number): string {
  return Number.isInteger(value) ? String(value) : float(value);
}

/** "True" and "False", "None", "(3,)", "(3, 3)", numbers as {@link number} writes them, texts as they are. */
export function plain(value: unknown): string {
  if (value === null || value === undefined) return "None";
  if (typeof value === "boolean") return value ? "True" : "False";
  if (typeof value === "number") return number(value);
  if (Array.isArray(value)) return tuple(value);
  return String(value);
}

/** "(3,)", "(3, 3)". */
export function tuple(values: readonly unknown[]): string {
  return values.length === 1 ? `(${plain(values[0])},)` : `(${values.map(plain).join(", ")})`;
}
