/** What a model is made of: `import { summary } from "tangent/summary"`. */

export type { LayerInfo } from "./layers.ts";
export { ModelSummary } from "./model-summary.ts";
export type { Call } from "./record.ts";
export type { Shape } from "./shapes.ts";
export { type InputSize, type SummaryOptions, summary } from "./summary.ts";
