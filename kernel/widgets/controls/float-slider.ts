import { BoundedFloat } from "../bounded.ts";
import { sliderTraits } from "../slider.ts";
import { float, orNull } from "../trait.ts";
import { define } from "../widget.ts";

/** A slider over numbers. */
export class FloatSlider extends define(
  BoundedFloat,
  { model: "FloatSliderModel", view: "FloatSliderView" },
  { ...sliderTraits(".2f"), step: { ...orNull(float(0.1)), initial: () => 0.1 } },
) {}
