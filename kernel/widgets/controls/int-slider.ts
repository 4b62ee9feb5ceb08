import { BoundedInt } from "../bounded.ts";
import { sliderTraits } from "../slider.ts";
import { int } from "../trait.ts";
import { define } from "../widget.ts";

/** A slider over whole numbers. */
export class IntSlider extends define(
  BoundedInt,
  { model: "IntSliderModel", view: "IntSliderView" },
  { ...sliderTraits("d"), step: int(1) },
) {}
