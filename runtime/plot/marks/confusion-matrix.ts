import type { AxesImage } from "../artists/image.ts";
import { Text } from "../artists/text.ts";
import type { Axes } from "../axes/axes.ts";
import type { Colormap } from "../color/colormaps.ts";
import { type Data, matrixOf } from "../values.ts";
import { known, onAxes } from "./on-axes.ts";

export interface ConfusionMatrixOptions {
  /** Names of the classes. */
  displayLabels?: readonly unknown[];
  /** Shares of the true class, of the predicted class, or of all; counts. */
  normalize?: "true" | "pred" | "all";
  cmap?: string | Colormap;
  /** Whether counts are written in their cells; true. */
  includeValues?: boolean;
  colorbar?: boolean;
  xticksRotation?: number;
}

/** Counts by true class (rows) and predicted class (columns). */
export const confusionMatrix = onAxes(
  "confusionMatrix",
  (axes: Axes, matrix: Data, options: ConfusionMatrixOptions = {}): AxesImage => {
    const given = known(
      "confusionMatrix",
      options,
      "displayLabels normalize cmap includeValues colorbar xticksRotation".split(" "),
    );
    const { values, rows, columns } = matrixOf(matrix, "confusionMatrix(): matrix");
    if (rows !== columns) throw new RangeError(`confusionMatrix(): matrix must be square, got (${rows}, ${columns})`);
    const labels = given.displayLabels ?? Array.from({ length: rows }, (_, i) => i);
    if (labels.length !== rows)
      throw new RangeError(`confusionMatrix(): ${labels.length} labels do not fit ${rows} classes`);
    const { normalize } = given;
    if (normalize !== undefined && !["true", "pred", "all"].includes(normalize))
      throw new RangeError(
        `'${normalize}' is not a valid value for normalize; supported values are 'true', 'pred', 'all'`,
      );
    const total = (r: number, c: number): number => {
      let sum = 0;
      for (let i = 0; i < values.length; i++) {
        const [row, column] = [Math.floor(i / columns), i % columns];
        if (normalize === "all" || (normalize === "true" ? row === r : column === c)) sum += values[i];
      }
      return sum;
    };
    const shown = values.map((value, i) =>
      normalize === undefined ? value : value / (total(Math.floor(i / columns), i % columns) || 1),
    );
    const image = axes.imshow(
      Array.from({ length: rows }, (_, r) => shown.subarray(r * columns, (r + 1) * columns)),
      { cmap: given.cmap ?? "Blues", interpolation: "nearest" },
    );
    if (given.includeValues !== false) {
      const { vmin = 0, vmax = 1 } = image.map?.norm ?? {};
      const middle = (vmin + vmax) / 2;
      const [low, high] = [image.map?.rgba(vmin), image.map?.rgba(vmax)];
      shown.forEach((value, i) => {
        const written = normalize === undefined ? String(Number(value.toPrecision(6))) : value.toFixed(2);
        axes.add(
          new Text(i % columns, Math.floor(i / columns), written, {
            ha: "center",
            va: "center",
            color: [...((value < middle ? high : low) ?? [0, 0, 0, 1])],
          }),
        );
      });
    }
    const places = Array.from({ length: rows }, (_, i) => i);
    axes.setXticks(places, labels, { rotation: given.xticksRotation });
    axes.setYticks(places, labels);
    axes.setXlabel("Predicted label");
    axes.setYlabel("True label");
    if (given.colorbar !== false) axes.figure.colorbar(image, { ax: axes });
    return image;
  },
);
