/** A line search that ends at a step which satisfies the strong Wolfe conditions (minFunc's, as in PyTorch). */

import type { Handle } from "../backend/backend.ts";

/** A step along the line: its length, the loss there, the gradient, and the gradient along the line. */
export interface Point {
  readonly t: number;
  readonly loss: number;
  readonly grad: Handle;
  readonly slope: number;
}

const c1 = 1e-4;
const c2 = 0.9;
const most = 25;

/** The minimum of the cubic through two points, within bounds. */
function cubic(a: Point, b: Point, bounds?: readonly [number, number]): number {
  const [low, high] = bounds ?? (a.t <= b.t ? [a.t, b.t] : [b.t, a.t]);
  const d1 = a.slope + b.slope - (3 * (a.loss - b.loss)) / (a.t - b.t);
  const square = d1 * d1 - a.slope * b.slope;
  if (square < 0) return (low + high) / 2;
  const d2 = Math.sqrt(square);
  const least =
    a.t <= b.t
      ? b.t - (b.t - a.t) * ((b.slope + d2 - d1) / (b.slope - a.slope + 2 * d2))
      : a.t - (a.t - b.t) * ((a.slope + d2 - d1) / (a.slope - b.slope + 2 * d2));
  return Math.min(Math.max(least, low), high);
}

/**
 * @param start the point at length 0.
 * @param t the first length that is tried.
 * @param size the largest component of the direction.
 * @returns the point found, and how often `evaluate` was called.
 */
export function strongWolfe(
  evaluate: (t: number) => Point,
  start: Point,
  t: number,
  size: number,
  toleranceChange: number,
): [point: Point, calls: number] {
  let point = evaluate(t);
  let calls = 1;
  let previous = start;
  let bracket: [Point, Point] | undefined;
  let done = false;
  let iterations = 0;
  const tooHigh = (at: Point): boolean => at.loss > start.loss + c1 * at.t * start.slope;
  const flat = (at: Point): boolean => Math.abs(at.slope) <= -c2 * start.slope;
  while (iterations < most) {
    if (tooHigh(point) || (iterations > 1 && point.loss >= previous.loss)) {
      bracket = [previous, point];
      break;
    }
    if (flat(point)) {
      bracket = [point, point];
      done = true;
      break;
    }
    if (point.slope >= 0) {
      bracket = [previous, point];
      break;
    }
    const bounds = [point.t + 0.01 * (point.t - previous.t), point.t * 10] as const;
    const next = cubic(previous, point, bounds);
    previous = point;
    point = evaluate(next);
    calls++;
    iterations++;
  }
  bracket ??= [start, point];
  let stuck = false;
  let [low, high] = bracket[0].loss <= bracket[1].loss ? [0, 1] : [1, 0];
  while (!done && iterations < most) {
    const [a, b] = bracket;
    if (Math.abs(b.t - a.t) * size < toleranceChange) break;
    let next = cubic(a, b);
    const top = Math.max(a.t, b.t);
    const bottom = Math.min(a.t, b.t);
    const margin = 0.1 * (top - bottom);
    if (Math.min(top - next, next - bottom) < margin) {
      if (stuck || next >= top || next <= bottom) {
        next = Math.abs(next - top) < Math.abs(next - bottom) ? top - margin : bottom + margin;
        stuck = false;
      } else stuck = true;
    } else stuck = false;
    point = evaluate(next);
    calls++;
    iterations++;
    if (tooHigh(point) || point.loss >= bracket[low].loss) {
      bracket[high] = point;
      [low, high] = bracket[0].loss <= bracket[1].loss ? [0, 1] : [1, 0];
      continue;
    }
    if (flat(point)) done = true;
    else if (point.slope * (bracket[high].t - bracket[low].t) >= 0) bracket[high] = bracket[low];
    bracket[low] = point;
  }
  return [bracket[low], calls];
}
