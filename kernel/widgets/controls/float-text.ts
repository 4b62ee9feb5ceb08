import { DescriptionWidget } from "../dom-widget.ts";
import { bool, float, orNull } from "../trait.ts";
import { define } from "../widget.ts";

/** A box to type a number into. */
export class FloatText extends define(
  DescriptionWidget,
  { model: "FloatTextModel", view: "FloatTextView" },
  {
    value: float(0),
    disabled: bool(false),
    /** Whether the value changes with each key, and not only with Enter. */
    continuousUpdate: bool(false),
    step: orNull(float(0)),
  },
) {}
