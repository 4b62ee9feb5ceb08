import { DescriptionWidget } from "../dom-widget.ts";
import { bool, day, orNull, Refusal, type Trait, TraitError } from "../trait.ts";
import { define } from "../widget.ts";

/** Days, or "any". */
const step: Trait<number | "any"> = {
  sync: true,
  initial: () => 1,
  accept(given) {
    if (given === "any") return given;
    if (typeof given === "number" && Number.isFinite(given)) return Math.trunc(given);
    throw new Refusal('a whole number of days, or "any"');
  },
};

/** A day, as a Date at its local midnight; null as long as none is picked. */
export class DatePicker extends define(
  DescriptionWidget,
  { model: "DatePickerModel", view: "DatePickerView" },
  { value: orNull(day()), disabled: bool(false), min: orNull(day()), max: orNull(day()), step },
) {
  protected override validate(name: string, given: unknown): unknown {
    if (!(given instanceof Date)) return given;
    const { value } = this;
    const min = name === "min" ? given : this.min;
    const max = name === "max" ? given : this.max;
    if (name === "value") {
      if (min && given < min) return min;
      return max && given > max ? max : given;
    }
    if (min && max && min > max) {
      throw new TraitError(
        `DatePicker: min must not be after max, got min ${min.toDateString()} and max ${max.toDateString()}`,
      );
    }
    if (value && (name === "min" ? given > value : given < value)) this.value = given;
    return given;
  }
}
