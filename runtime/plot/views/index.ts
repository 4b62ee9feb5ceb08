/** Views: figures that a call makes and fills. */

import type { Image as Picture } from "../../vision/image.ts";
import type { Axes } from "../axes/axes.ts";
import type { Figure, FigureOptions } from "../figure/figure.ts";
import { close, gcf, subplots } from "../pyplot.ts";
import type { Data } from "../values.ts";
import { drawImageGrid, type ImageGridOptions } from "./image-grid.ts";
import { epochsOf, type History, LearningCurves } from "./learning-curves.ts";
import { LiveFigure } from "./live.ts";

export { FuncAnimation } from "./animation.ts";
export type { LearningCurves } from "./learning-curves.ts";
export type { LiveFigure } from "./live.ts";

/** Takes a figure, the current one, from those that are shown at the end: its `update()` shows it, and redraws it in place. */
export function live(figure: Figure = gcf()): LiveFigure {
  close(figure);
  return new LiveFigure(figure);
}

/**
 * Learning curves with a panel for each metric. Given names, `add({ loss: { train: 0.3, validation: 0.4 } })` adds an
 * epoch and redraws in place; given a history, they are drawn at once.
 */
export function learningCurves(metrics: readonly string[] | History, options: FigureOptions = {}): LearningCurves {
  const names = Array.isArray(metrics) ? (metrics as readonly string[]) : Object.keys(metrics);
  let shown: LiveFigure | undefined;
  const curves = new LearningCurves(
    names,
    (settings, count) => {
      const [figure, list] = subplots(1, count, { ...settings, squeeze: false });
      return [figure, (list as unknown as Axes[][])[0]];
    },
    () => shown?.update(),
    options,
  );
  if (Array.isArray(metrics)) shown = live(curves.figure);
  else for (const values of epochsOf(metrics as History)) curves.add(values);
  return curves;
}

/** Pictures side by side: a tensor [N, H, W] or [N, C, H, W], or a list of pictures. */
export function imageGrid(images: Data | readonly (Data | Picture)[], options: ImageGridOptions = {}): Figure {
  return drawImageGrid(images, options, (rows, columns, settings) => {
    const [figure, cells] = subplots(rows, columns, { ...settings, squeeze: false });
    return [figure, (cells as unknown as Axes[][]).flat()];
  });
}
