/** Python's slices: `Slice(1, 5, 2)`, or in words "1:5:2". */

/** Elements from `start` to `stop` (left out), every `step`th; null: the beginning, the end, 1. */
export class Slice {
  readonly start: number | null;
  readonly stop: number | null;
  readonly step: number | null;

  /** @internal */
  constructor(start: number | null, stop: number | null, step: number | null) {
    this.start = start;
    this.stop = stop;
    this.step = step;
  }

  /** The slice that "start:stop:step" means; each part may be left out. */
  static parse(text: string): Slice {
    const match = /^\s*(-?\d*)\s*:\s*(-?\d*)\s*(?::\s*(-?\d*)\s*)?$/.exec(text);
    if (match === null)
      throw new TypeError(`'${text}' is no index: a slice is written "start:stop:step", as in "1:3", ":", "::2"`);
    const part = (digits: string | undefined): number | null =>
      digits === undefined || digits === "" ? null : Number(digits);
    return new Slice(part(match[1]), part(match[2]), part(match[3]));
  }

  /** @internal Start, end and step as views take them. */
  bounds(): [start: number | null, end: number | null, step: number] {
    return [this.start, this.stop, this.step ?? 1];
  }

  toString(): string {
    return `slice(${this.start}, ${this.stop}, ${this.step})`;
  }
}

/** As Python's `slice(stop)`, `slice(start, stop)`, `slice(start, stop, step)`. */
export function slice(...parts: (number | null)[]): Slice {
  const [start, stop, step] = parts.length === 1 ? [null, parts[0], null] : parts;
  return new Slice(start ?? null, stop ?? null, step ?? null);
}
