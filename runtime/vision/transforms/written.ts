/** Parameters as torchvision's `repr` writes them. */

import { float } from "../../nn/python.ts";

/** "[-30.0, 30.0]": a list of floats. */
export const floatList = (values: readonly number[]): string => `[${values.map(float).join(", ")}]`;

/** "(0.5, 1.5)": a tuple of floats. */
export const floatTuple = (values: readonly number[]): string => `(${values.map(float).join(", ")})`;

/** "InterpolationMode.NEAREST_EXACT". */
export const interpolationName = (mode: string): string =>
  `InterpolationMode.${mode.toUpperCase().replaceAll("-", "_")}`;
