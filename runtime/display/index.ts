/**
 * `tangent/display`: what a notebook shows, and how.
 *
 * `display(value)` shows a value where the cell's output is; helpers such as `html` and `markdown` make values that are
 * shown as what they hold. In a plain Node script all of it degrades to text.
 */

export { type Bundle, toBundle, toText } from "./bundle.ts";
export { clearOutput, DisplayHandle, type DisplayOptions, display } from "./display.ts";
export { escapeHtml } from "./escape.ts";
export { html } from "./kinds/html.ts";
export { iframe } from "./kinds/iframe.ts";
export { gif, type ImageOptions, jpeg, png, webp } from "./kinds/image.ts";
export { javascript } from "./kinds/javascript.ts";
export { type JsonOptions, json } from "./kinds/json.ts";
export { latex } from "./kinds/latex.ts";
export { markdown } from "./kinds/markdown.ts";
export { svg } from "./kinds/svg.ts";
export { type TableOptions, table } from "./kinds/table.ts";
export { vegaLite } from "./kinds/vega-lite.ts";
export { displayOptions } from "./options.ts";
export { type Progress, type ProgressOptions, progress } from "./progress.ts";
export { Representation } from "./representation.ts";
