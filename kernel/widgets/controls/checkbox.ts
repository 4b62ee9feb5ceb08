import { DescriptionWidget } from "../dom-widget.ts";
import { member } from "../members.ts";
import { CheckboxStyle } from "../style.ts";
import { bool } from "../trait.ts";
import { define } from "../widget.ts";

export class Checkbox extends define(
  DescriptionWidget,
  { model: "CheckboxModel", view: "CheckboxView" },
  {
    value: bool(false),
    disabled: bool(false),
    /** Whether it is indented as far as controls with a description beside them are. */
    indent: bool(true),
    style: member(CheckboxStyle),
  },
) {}
