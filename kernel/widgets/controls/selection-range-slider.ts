import { choices, choicesOf } from "../choices.ts";
import { defineMultipleSelection, MultipleSelection } from "../multiple-selection.ts";
import { trackTraits } from "../slider.ts";
import { int, list, TraitError } from "../trait.ts";
import { define } from "../widget.ts";

const traits = trackTraits();

class RangeSelection extends define(
  MultipleSelection,
  {},
  { options: choices({ nonempty: true }), index: { ...list(int(0)), initial: (): readonly number[] => [0, 0] } },
) {
  protected override prepare(options: Record<string, unknown>): Record<string, unknown> {
    const given = ["index", "value", "label"].some((name) => options[name] !== undefined);
    const prepared = super.prepare(options);
    const [first] = choicesOf(prepared.options);
    return given ? prepared : { value: [first.value, first.value], label: [first.label, first.label], ...prepared };
  }

  protected override validate(name: string, value: unknown): unknown {
    const length = Array.isArray(value) ? value.length : 0;
    if (["index", "value", "label"].includes(name) && length !== 2) {
      throw new TraitError(`SelectionRangeSlider: ${name} must be a pair, got ${length} of them`);
    }
    return super.validate(name, value);
  }

  protected override afterOptions(): readonly number[] {
    return [0, 0];
  }
}

/** A range of several values, by a slider: index, value and label are pairs, its start and its end. */
export class SelectionRangeSlider<T> extends defineMultipleSelection<typeof traits>(
  RangeSelection,
  { model: "SelectionRangeSliderModel", view: "SelectionRangeSliderView" },
  traits,
)<T> {}
