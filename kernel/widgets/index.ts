/**
 * `tangent/widgets`: ipywidgets' controls, from TypeScript, by ipywidgets' names in camelCase.
 *
 * ```ts
 * import { IntSlider } from "tangent/widgets";
 * const slider = new IntSlider({ value: 3, min: 0, max: 10, description: "depth" });
 * slider.observe(({ new: depth }) => console.log(depth), "value");
 * slider
 * ```
 */

import { answerFrontEnds } from "./control.ts";
import * as controls from "./controls/index.ts";
import { Layout } from "./layout.ts";

answerFrontEnds([...Object.values(controls), Layout]);

export { AnyWidget } from "./any-widget.ts";
export type { UploadedFile } from "./controls/file-upload.ts";
export * from "./controls/index.ts";
export { DOMWidget } from "./dom-widget.ts";
export {
  type Abbreviation,
  Fixed,
  fixed,
  Interactive,
  type InteractOptions,
  interact,
  interactive,
  interactiveOutput,
  waitForChange,
} from "./interact.ts";
export { Layout } from "./layout.ts";
export { dlink, jsdlink, jslink, type LinkHandle, link, type TraitPlace } from "./link.ts";
export {
  ButtonStyle,
  CheckboxStyle,
  DescriptionStyle,
  HTMLMathStyle,
  HTMLStyle,
  LabelStyle,
  ProgressStyle,
  SliderStyle,
  TextStyle,
  ToggleButtonStyle,
  ToggleButtonsStyle,
} from "./style.ts";
export { TraitError } from "./trait.ts";
export { all, type Change, type MessageHandler, Widget } from "./widget.ts";
