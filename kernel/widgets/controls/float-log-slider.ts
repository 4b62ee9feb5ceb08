import { DescriptionWidget } from "../dom-widget.ts";
import { sliderTraits } from "../slider.ts";
import { float, orNull, TraitError } from "../trait.ts";
import { define } from "../widget.ts";

/** A slider over exponents: `value` is `base` to the power of its position, which is between `min` and `max`. */
export class FloatLogSlider extends define(
  DescriptionWidget,
  { model: "FloatLogSliderModel", view: "FloatLogSliderView" },
  {
    ...sliderTraits(".3g"),
    value: float(1),
    /** The least exponent. */
    min: float(0),
    /** The greatest exponent. */
    max: float(4),
    base: float(10),
    /** Of the exponent. */
    step: { ...orNull(float(0.1)), initial: () => 0.1 },
  },
) {
  protected override validate(name: string, value: unknown): unknown {
    const { base } = this;
    const min = name === "min" ? (value as number) : this.min;
    const max = name === "max" ? (value as number) : this.max;
    if (name === "value") return Math.min(Math.max(value as number, base ** min), base ** max);
    if (name !== "min" && name !== "max") return value;
    if (min > max) {
      throw new TraitError(`FloatLogSlider: min must not be above max, got min ${min} and max ${max}`);
    }
    const bound = base ** (value as number);
    if (name === "min" ? bound > this.value : bound < this.value) this.value = bound;
    return value;
  }
}
