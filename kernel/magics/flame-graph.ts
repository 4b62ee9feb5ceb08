/** A tree of calls as a flame graph: width is time, and what stands on a function is what it called. */

import { escapeHtml } from "../../runtime/display/index.ts";
import { duration } from "./duration.ts";
import type { Call } from "./profile.ts";

const width = 960;
const rowHeight = 18;
/** Pixels of the narrowest bar. */
const narrowest = 1;
/** Pixels of a letter. */
const letter = 6.6;
/** Rows above which calls are left out. */
const deepest = 60;

interface Bar {
  readonly call: Call;
  readonly x: number;
  readonly width: number;
  readonly depth: number;
}

export function flameGraph(root: Call): string {
  const bars: Bar[] = [];
  const place = (call: Call, x: number, depth: number): void => {
    const size = (call.total / root.total) * width;
    if (size < narrowest || depth >= deepest) return;
    bars.push({ call, x, width: size, depth });
    let at = x;
    for (const inner of [...call.calls].sort((a, b) => b.total - a.total)) {
      place(inner, at, depth + 1);
      at += (inner.total / root.total) * width;
    }
  };
  place(root, 0, 0);
  const rows = Math.max(...bars.map(({ depth }) => depth)) + 1;
  const height = rows * rowHeight;
  const body = bars.map((bar) => drawn(bar, root.total, height)).join("");
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" ` +
    `style="max-width: 100%" font-family="monospace" font-size="11">${body}</svg>`
  );
}

function drawn({ call, x, width: size, depth }: Bar, all: number, height: number): string {
  const y = height - (depth + 1) * rowHeight;
  const share = ((call.total / all) * 100).toFixed(1);
  const label = `${call.name}${call.place ? ` (${call.place})` : ""}`;
  const title = `${label}: ${duration(call.total)}, ${share} %; itself ${duration(call.self)}`;
  const letters = Math.floor((size - 6) / letter);
  const text = letters < 3 ? "" : label.length > letters ? `${label.slice(0, letters - 1)}…` : label;
  const shown = text && `<text x="${(x + 3).toFixed(1)}" y="${y + 13}" fill="#222">${escapeHtml(text)}</text>`;
  return (
    `<g><title>${escapeHtml(title)}</title><rect x="${x.toFixed(1)}" y="${y}" width="${Math.max(0.5, size - 0.5).toFixed(1)}" ` +
    `height="${rowHeight - 1}" rx="2" fill="${color(call)}"/>${shown}</g>`
  );
}

/** Warm for the user's own code, and cool for what V8 and Node do. */
function color({ name, place }: Call): string {
  let hash = 0;
  for (const character of name + place) hash = (hash * 31 + (character.codePointAt(0) ?? 0)) >>> 0;
  if (name === "all") return "#d0d0d0";
  const hue = place && !place.startsWith("node:") ? 20 + (hash % 35) : 190 + (hash % 30);
  return `hsl(${hue} 80% ${68 + (hash % 10)}%)`;
}
