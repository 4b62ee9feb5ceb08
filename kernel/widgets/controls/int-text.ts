import { DescriptionWidget } from "../dom-widget.ts";
import { bool, int } from "../trait.ts";
import { define } from "../widget.ts";

/** A box to type a whole number into. */
export class IntText extends define(
  DescriptionWidget,
  { model: "IntTextModel", view: "IntTextView" },
  {
    value: int(0),
    disabled: bool(false),
    /** Whether the value changes with each key, and not only with Enter. */
    continuousUpdate: bool(false),
    step: int(1),
  },
) {}
