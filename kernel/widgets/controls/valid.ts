import { DescriptionWidget } from "../dom-widget.ts";
import { bool, text } from "../trait.ts";
import { define } from "../widget.ts";

/** A check mark for true, a cross for false. */
export class Valid extends define(
  DescriptionWidget,
  { model: "ValidModel", view: "ValidView" },
  {
    value: bool(false),
    disabled: bool(false),
    /** What is written beside the cross. */
    readout: text("Invalid"),
  },
) {}
