import { BoundedInt } from "../bounded.ts";
import { bool, int } from "../trait.ts";
import { define } from "../widget.ts";

/** A box to type a whole number into, which stays between `min` and `max`. */
export class BoundedIntText extends define(
  BoundedInt,
  { model: "BoundedIntTextModel", view: "IntTextView" },
  {
    disabled: bool(false),
    /** Whether the value changes with each key, and not only with Enter. */
    continuousUpdate: bool(false),
    step: int(1),
  },
) {}
