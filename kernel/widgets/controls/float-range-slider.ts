import { BoundedFloatRange } from "../bounded.ts";
import { sliderTraits } from "../slider.ts";
import { float } from "../trait.ts";
import { define } from "../widget.ts";

/** A slider with two handles, over numbers: `value` is `[lower, upper]`. */
export class FloatRangeSlider extends define(
  BoundedFloatRange,
  { model: "FloatRangeSliderModel", view: "FloatRangeSliderView" },
  { ...sliderTraits(".2f"), step: float(0.1) },
) {}
