import { BoundedIntRange } from "../bounded.ts";
import { sliderTraits } from "../slider.ts";
import { int } from "../trait.ts";
import { define } from "../widget.ts";

/** A slider with two handles, over whole numbers: `value` is `[lower, upper]`. */
export class IntRangeSlider extends define(
  BoundedIntRange,
  { model: "IntRangeSliderModel", view: "IntRangeSliderView" },
  { ...sliderTraits("d"), step: int(1) },
) {}
