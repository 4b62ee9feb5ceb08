import { choices } from "../choices.ts";
import { defineSelection } from "../selection.ts";
import { trackTraits } from "../slider.ts";

const traits = trackTraits();

/** One of several values, by a slider. There must be one. */
export class SelectionSlider<T> extends defineSelection<typeof traits>(
  { model: "SelectionSliderModel", view: "SelectionSliderView" },
  { ...traits, ...{ options: choices({ nonempty: true }) } },
)<T> {}
