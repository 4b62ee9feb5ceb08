import { DescriptionWidget } from "../dom-widget.ts";
import { colour } from "../style.ts";
import { bool } from "../trait.ts";
import { define } from "../widget.ts";

export class ColorPicker extends define(
  DescriptionWidget,
  { model: "ColorPickerModel", view: "ColorPickerView" },
  {
    /** A colour of HTML. */
    value: colour("black"),
    /** Whether its name is left out. */
    concise: bool(false),
    disabled: bool(false),
  },
) {}
