import { BoundedFloat } from "../bounded.ts";
import { bool, float, orNull } from "../trait.ts";
import { define } from "../widget.ts";

/** A box to type a number into, which stays between `min` and `max`. */
export class BoundedFloatText extends define(
  BoundedFloat,
  { model: "BoundedFloatTextModel", view: "FloatTextView" },
  {
    disabled: bool(false),
    /** Whether the value changes with each key, and not only with Enter. */
    continuousUpdate: bool(false),
    step: orNull(float(0)),
  },
) {}
