import { DescriptionWidget } from "../dom-widget.ts";
import { member } from "../members.ts";
import { buttonStyles, ToggleButtonStyle } from "../style.ts";
import { bool, oneOf, text } from "../trait.ts";
import { define } from "../widget.ts";

/** A button that stays pressed. */
export class ToggleButton extends define(
  DescriptionWidget,
  { model: "ToggleButtonModel", view: "ToggleButtonView" },
  {
    value: bool(false),
    disabled: bool(false),
    /** A name of Font Awesome, without `fa-`. */
    icon: text(""),
    buttonStyle: oneOf("", buttonStyles),
    style: member(ToggleButtonStyle),
  },
) {}
