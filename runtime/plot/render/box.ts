/** Rectangles, in pixels or in shares of a figure; y grows upwards, as matplotlib counts. */

export interface Box {
  readonly x0: number;
  readonly y0: number;
  readonly x1: number;
  readonly y1: number;
}

export const box = (x0: number, y0: number, x1: number, y1: number): Box => ({ x0, y0, x1, y1 });
export const widthOf = ({ x0, x1 }: Box): number => x1 - x0;
export const heightOf = ({ y0, y1 }: Box): number => y1 - y0;

/** The smallest box around all; undefined around none. */
export function union(boxes: readonly Box[]): Box | undefined {
  if (boxes.length === 0) return undefined;
  let { x0, y0, x1, y1 } = boxes[0];
  for (const each of boxes) {
    if (each.x0 < x0) x0 = each.x0;
    if (each.y0 < y0) y0 = each.y0;
    if (each.x1 > x1) x1 = each.x1;
    if (each.y1 > y1) y1 = each.y1;
  }
  return { x0, y0, x1, y1 };
}

/** What two boxes share; undefined where they lie apart. */
export function intersection(a: Box, b: Box): Box | undefined {
  const [x0, x1] = [Math.max(a.x0, b.x0), Math.min(a.x1, b.x1)];
  const [y0, y1] = [Math.max(a.y0, b.y0), Math.min(a.y1, b.y1)];
  return x0 <= x1 && y0 <= y1 ? { x0, y0, x1, y1 } : undefined;
}

export function padded({ x0, y0, x1, y1 }: Box, by: number): Box {
  return { x0: x0 - by, y0: y0 - by, x1: x1 + by, y1: y1 + by };
}
