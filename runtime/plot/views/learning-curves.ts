/** Learning curves: a panel for each metric, a line for each split, an epoch at a time. */

import { displaySymbol, type MimeBundle } from "../../host.ts";
import { inspectSymbol } from "../artists/artist.ts";
import type { Line2D } from "../artists/line.ts";
import type { Axes } from "../axes/axes.ts";
import type { Figure, FigureOptions } from "../figure/figure.ts";
import { MaxNLocator } from "../ticks/locators.ts";

/** Of each metric the value of each split: `{ loss: { train: 0.3, validation: 0.4 } }`, or one number. */
export type EpochValues = Readonly<Record<string, number | Readonly<Record<string, number>>>>;
/** Of each metric the values of each split, epoch by epoch, or one list. */
export type History = Readonly<Record<string, readonly number[] | Readonly<Record<string, readonly number[]>>>>;

const panel = { width: 5, height: 4 };

export class LearningCurves {
  readonly figure: Figure;
  readonly #axes = new Map<string, Axes>();
  readonly #lines = new Map<string, { line: Line2D; epochs: number[]; values: number[] }>();
  readonly #onChange: () => void;
  #epoch = 0;

  /** @internal */
  constructor(
    metrics: readonly string[],
    make: (options: FigureOptions, count: number) => [Figure, Axes[]],
    onChange: () => void,
    options: FigureOptions,
  ) {
    if (metrics.length === 0) throw new RangeError("learningCurves(): name at least one metric, such as 'loss'");
    const [figure, list] = make(
      { figsize: [panel.width * metrics.length, panel.height], layout: "tight", ...options },
      metrics.length,
    );
    this.figure = figure;
    this.#onChange = onChange;
    metrics.forEach((metric, i) => {
      const axes = list[i];
      axes.setTitle(metric);
      axes.setXlabel("epoch");
      axes.grid(true, { alpha: 0.3 });
      axes.xaxis.state.locator = MaxNLocator({ nbins: "auto", integer: true, steps: [1, 2, 5, 10] });
      this.#axes.set(metric, axes);
    });
  }

  /** Adds an epoch, and redraws. */
  add(values: EpochValues, epoch = this.#epoch + 1): void {
    this.#epoch = epoch;
    for (const [metric, given] of Object.entries(values)) {
      const axes = this.#axes.get(metric);
      if (axes === undefined)
        throw new RangeError(
          `learningCurves: '${metric}' is not one of its metrics (${[...this.#axes.keys()].join(", ")})`,
        );
      for (const [split, value] of Object.entries(typeof given === "number" ? { "": given } : given))
        this.#point(axes, metric, split, epoch, value);
    }
    this.#onChange();
  }

  #point(axes: Axes, metric: string, split: string, epoch: number, value: number): void {
    const key = `${metric}\n${split}`;
    let known = this.#lines.get(key);
    if (known === undefined) {
      const [line] = axes.plot([], [], { label: split, marker: "o", markersize: 3 });
      known = { line, epochs: [], values: [] };
      this.#lines.set(key, known);
      if (split !== "") axes.legend();
    }
    known.epochs.push(epoch);
    known.values.push(Number(value));
    known.line.setData(known.epochs, known.values);
  }

  toString(): string {
    return `LearningCurves(${[...this.#axes.keys()].join(", ")}; ${this.#epoch} epochs)`;
  }

  [inspectSymbol](): string {
    return this.toString();
  }

  [displaySymbol](): MimeBundle {
    return this.figure[displaySymbol]();
  }
}

/** The epochs of a whole history. */
export function epochsOf(history: History): EpochValues[] {
  const epochs: Record<string, Record<string, number>>[] = [];
  for (const [metric, given] of Object.entries(history)) {
    const splits = Array.isArray(given)
      ? { "": given as readonly number[] }
      : (given as Readonly<Record<string, readonly number[]>>);
    for (const [split, values] of Object.entries(splits))
      values.forEach((value, i) => {
        epochs[i] ??= {};
        epochs[i][metric] ??= {};
        epochs[i][metric][split] = value;
      });
  }
  return epochs;
}
