/** The box around three dimensions: faces, grid lines, ticks and texts. */

import { textStyle } from "../artists/text.ts";
import { type Rgba, rgbaOf } from "../color/color.ts";
import { rcParams } from "../rc-params.ts";
import type { Box } from "../render/box.ts";
import type { Renderer } from "../render/renderer.ts";
import { ScalarFormatter } from "../ticks/formatters.ts";
import { AutoLocator } from "../ticks/locators.ts";
import type { Axes3D } from "./axes3d.ts";
import type { Limits3D, Vector } from "./projection.ts";

/** From data to the plane and a depth. */
export type Place = (point: Vector) => Vector;

/** The box's faces by the numbers of their corners: low and high x, y and z. */
const faces = [
  [0, 3, 7, 4],
  [1, 2, 6, 5],
  [0, 1, 5, 4],
  [3, 2, 6, 7],
  [0, 1, 2, 3],
  [4, 5, 6, 7],
] as const;
const faceColors: readonly Rgba[] = [0.95, 0.9, 0.925].map((grey) => [grey, grey, grey, 0.5]);
/** Which other axes an axis runs along, and the way its ticks point. */
const juggled = [
  [1, 0],
  [0, 1],
  [0, 2],
] as const;
const tickWays = [1, 0, 0] as const;
/** The far faces, grid lines, ticks and texts, in their order. */
export function frameOf(
  renderer: Renderer,
  axes: Axes3D,
  limits: Limits3D,
  place: Place,
  toScreen: (point: Vector) => [number, number],
): { draw(): void; box: Box | undefined }[] {
  const steps: { draw(): void; box: Box | undefined }[] = [];
  const corner = (i: number): Vector => [
    limits[0][i % 4 === 1 || i % 4 === 2 ? 1 : 0],
    limits[1][i % 4 >= 2 ? 1 : 0],
    limits[2][i >= 4 ? 1 : 0],
  ];
  const depthOf = (face: readonly number[]): number => face.reduce((sum, i) => sum + place(corner(i))[2], 0);
  // Of each pair of faces the far one is seen behind.
  const isHigh = [0, 1, 2].map((k) => depthOf(faces[2 * k]) > depthOf(faces[2 * k + 1]));
  const far = limits.map((pair, k) => pair[isHigh[k] ? 1 : 0]);
  const near = limits.map((pair, k) => pair[isHigh[k] ? 0 : 1]);
  const draw = (act: () => void, box?: Box): void => void steps.push({ draw: act, box });
  const line = (points: readonly number[][], color: Rgba, width: number): void => {
    const path = points.flatMap((point) => toScreen(place(point as unknown as Vector)));
    draw(() => renderer.path(path, { stroke: { color, width: renderer.px(width) }, snap: false }));
  };
  for (let k = 0; k < 3; k++) {
    const path = faces[2 * k + (isHigh[k] ? 1 : 0)].flatMap((i) => toScreen(place(corner(i))));
    draw(() =>
      renderer.path(path, {
        closed: true,
        snap: false,
        fill: faceColors[k],
        stroke: { color: [0.95, 0.95, 0.95, 0.5], width: renderer.px(1) },
      }),
    );
  }
  const ticks = limits.map(([low, high]) => {
    const all = AutoLocator().ticks(low, high, { space: 9, least: 1 });
    const texts = new ScalarFormatter().format(all, [low, high]);
    return all.map((at, i) => ({ at, text: texts[i] })).filter(({ at }) => at >= low && at <= high);
  });
  for (let k = 0; k < 3; k++)
    for (const { at } of ticks[k]) {
      const [a, b, c] = [[...far], [...far], [...far]];
      for (const each of [a, b, c]) each[k] = at;
      a[(k + 1) % 3] = near[(k + 1) % 3];
      c[(k + 2) % 3] = near[(k + 2) % 3];
      line([a, b, c], rgbaOf(rcParams["grid.color"]), 0.8);
    }
  const centers = limits.map(([low, high]) => (low + high) / 2);
  const sizes = limits.map(([low, high]) => (high - low) / 12);
  const { x0, x1, y0, y1 } = axes.box;
  const perPoint = 48 / (((x1 - x0 + y1 - y0) * 72) / renderer.dpi);
  const outwards = (point: readonly number[], points: number, k: number): number[] =>
    point.map((value, i) =>
      i === k ? value : value + Math.sign(value - centers[i] || 1) * points * perPoint * sizes[i],
    );
  const names = [axes.xaxis.label, axes.yaxis.label, axes.zlabel];
  for (let k = 0; k < 3; k++) {
    const from = [...far];
    from[juggled[k][0]] = near[juggled[k][0]];
    const to = [...from];
    to[juggled[k][1]] = near[juggled[k][1]];
    line([from, to], [0, 0, 0, 1], 0.8);
    const way = tickWays[k];
    const sign = isHigh[way] ? 1 : -1;
    for (const { at, text } of ticks[k]) {
      const edge = [...from];
      edge[k] = at;
      const [out, inside] = [[...edge], [...edge]];
      const outSign = Math.sign(edge[way] - centers[way]) || sign;
      out[way] += outSign * 0.1 * sizes[way];
      inside[way] -= outSign * 0.2 * sizes[way];
      line([out, inside], [0, 0, 0, 1], 0.8);
      const [x, y] = toScreen(place(outwards(edge, 3.5 + 8, k) as unknown as Vector));
      const style = textStyle({ ha: "center", va: "center", color: rcParams["xtick.color"] });
      draw(() => void renderer.text(text, x, y, style), renderer.measure(text, x, y, style));
    }
    if (names[k] === "") continue;
    const middle = from.map((value, i) => (value + to[i]) / 2);
    const [x, y] = toScreen(place(outwards(middle, 4 + 21, k) as unknown as Vector));
    const [ax, ay] = toScreen(place(from as unknown as Vector));
    const [bx, by] = toScreen(place(to as unknown as Vector));
    let angle = (Math.atan2(by - ay, bx - ax) * 180) / Math.PI;
    angle = (((angle % 180) + 180) % 180) - (((angle % 180) + 180) % 180 > 90 ? 180 : 0);
    const style = textStyle({
      ha: "center",
      va: "center",
      rotation: names[k].length > 4 ? angle : 0,
      rotationMode: "anchor",
    });
    draw(() => void renderer.text(names[k], x, y, style), renderer.measure(names[k], x, y, style));
  }
  return steps;
}
