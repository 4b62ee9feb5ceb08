/** What all sliders have beside their value. */

import { member } from "./members.ts";
import { SliderStyle } from "./style.ts";
import { bool, numberFormat, oneOf } from "./trait.ts";

/** @param format how the value is written beside the slider, in d3's number formats */
export const sliderTraits = (format: string) => ({
  ...trackTraits(),
  readoutFormat: numberFormat(format),
  disabled: bool(false),
});

export const trackTraits = () => ({
  orientation: oneOf("horizontal", ["horizontal", "vertical"]),
  /** Whether the value is shown beside the slider. */
  readout: bool(true),
  /** Whether the value changes while the slider moves, and not only once it is let go. */
  continuousUpdate: bool(true),
  behavior: oneOf("drag-tap", ["drag-tap", "drag-snap", "tap", "drag", "snap"]),
  style: member(SliderStyle),
});
