/** Draws axes: background, marks by their order, frame, ticks, titles, legend. */

import { textStyle } from "../artists/text.ts";
import { rgbaOf } from "../color/color.ts";
import { pointsOf, rcParams } from "../rc-params.ts";
import { type Box, union } from "../render/box.ts";
import type { Renderer } from "../render/renderer.ts";
import type { TextStyle } from "../render/text.ts";
import type { Axes } from "./axes.ts";

interface Layer {
  readonly zorder: number;
  draw(): void;
}

/** Where axes with their ticks lie between the marks: 0.5, 1.5 (above areas, below lines) or 2.5. */
function axisOrder({ isGridBelow }: Axes): number {
  return isGridBelow === "line" ? 1.5 : isGridBelow ? 0.5 : 2.5;
}

const [spineOrder, titleOrder, legendOrder, innerOrder] = [2.5, 3, 5, 5];

export function drawAxes(renderer: Renderer, axes: Axes): void {
  if (!axes.visible) return;
  const face = rgbaOf(axes.facecolor);
  if (axes.isOn && face[3] > 0) renderer.rect(axes.box, { fill: face });
  const layers: Layer[] = axes.artists
    .filter((artist) => artist.visible)
    .map((artist) => ({ zorder: artist.zorder, draw: () => artist.draw(renderer, axes) }));
  if (axes.isOn) {
    layers.push({ zorder: axisOrder(axes), draw: () => axes.xaxis.draw(renderer) });
    layers.push({ zorder: axisOrder(axes), draw: () => axes.yaxis.draw(renderer) });
    layers.push({ zorder: spineOrder, draw: () => drawSpines(renderer, axes) });
  }
  layers.push({
    zorder: titleOrder,
    draw() {
      for (const { text, x, y, style } of titlesOf(renderer, axes)) renderer.text(text, x, y, style);
    },
  });
  const { legendBox } = axes;
  if (legendBox !== undefined) layers.push({ zorder: legendOrder, draw: () => legendBox.draw(renderer) });
  for (const { axes: inner } of axes.inner) layers.push({ zorder: innerOrder, draw: () => inner.draw(renderer) });
  layers.sort((a, b) => a.zorder - b.zorder);
  for (const layer of layers) layer.draw();
}

function drawSpines(renderer: Renderer, axes: Axes): void {
  const { x0, x1, y0, y1 } = axes.box;
  const lines = { left: [x0, y0, x0, y1], right: [x1, y0, x1, y1], bottom: [x0, y0, x1, y0], top: [x0, y1, x1, y1] };
  for (const side of ["left", "right", "bottom", "top"] as const) {
    const { visible, color, linewidth } = axes.spines[side];
    if (visible)
      renderer.path(lines[side], {
        stroke: { color: rgbaOf(color), width: renderer.px(linewidth), cap: "projecting", join: "miter" },
      });
  }
}

interface PlacedText {
  readonly text: string;
  readonly x: number;
  readonly y: number;
  readonly style: TextStyle;
}

/** The titles, above what stands on top of the axes. */
function titlesOf(renderer: Renderer, axes: Axes): PlacedText[] {
  const { box } = axes;
  if (Object.values(axes.titles).every(({ text }) => text === "")) return [];
  let top = box.y1;
  for (const each of [axes, ...axes.twins])
    if (each.isOn && (each.xaxis.ticksOn.labelHigh || each.xaxis.ticksOn.high || each.xaxis.labelSide === "top"))
      top = Math.max(top, each.xaxis.extent(renderer)?.y1 ?? top);
  const placed = (["left", "center", "right"] as const).flatMap((side) => {
    const { text, options, pad, y } = axes.titles[side];
    if (text === "") return [];
    const color = rcParams["axes.titlecolor"];
    const style = textStyle({
      fontsize: rcParams["axes.titlesize"],
      weight: rcParams["axes.titleweight"],
      color: color === "auto" ? rcParams["text.color"] : color,
      ...options,
      ha: options.ha ?? side,
      va: options.va ?? "baseline",
    });
    const x = side === "left" ? box.x0 : side === "right" ? box.x1 : (box.x0 + box.x1) / 2;
    const above = renderer.px(pad ?? rcParams["axes.titlepad"]);
    let baseline = y === undefined ? box.y1 + above : box.y0 + y * (box.y1 - box.y0) + above;
    if (y === undefined) {
      if (top > box.y1) baseline = top + above;
      // A title of several lines stands on the axes with its last.
      const bottom = renderer.measure(text, x, baseline, style).y0;
      if (bottom < top) baseline += top - bottom;
      const { offset = "" } = axes.yaxis.state.formatter;
      if (offset !== "" && axes.isOn && side === "left")
        baseline = Math.max(baseline, box.y1 + renderer.px(3 + pointsOf("medium") + 3));
    }
    return [{ text, x, y: baseline, style }];
  });
  // All stand on the line of the highest.
  const highest = Math.max(...placed.map(({ y }) => y));
  return placed.map((each) => ({ ...each, y: highest }));
}

/** What axes take with their texts; undefined where they are hidden. */
export function tightBox(renderer: Renderer, axes: Axes): Box | undefined {
  if (!axes.visible) return undefined;
  const boxes: (Box | undefined)[] = [];
  boxes.push(axes.box);
  if (axes.isOn) boxes.push(axes.xaxis.extent(renderer), axes.yaxis.extent(renderer));
  for (const { text, x, y, style } of titlesOf(renderer, axes)) boxes.push(renderer.measure(text, x, y, style));
  for (const artist of axes.artists) if (artist.visible) boxes.push(artist.extent?.(renderer, axes));
  if (axes.legendBox !== undefined) boxes.push(axes.legendBox.extent(renderer));
  for (const { axes: inner } of axes.inner) boxes.push(tightBox(renderer, inner));
  return union(boxes.filter((box) => box !== undefined && Number.isFinite(box.x0 + box.x1 + box.y0 + box.y1)) as Box[]);
}
