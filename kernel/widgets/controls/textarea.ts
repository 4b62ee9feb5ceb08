import { DescriptionWidget } from "../dom-widget.ts";
import { member } from "../members.ts";
import { stringTraits } from "../string.ts";
import { TextStyle } from "../style.ts";
import { bool, int, orNull } from "../trait.ts";
import { define } from "../widget.ts";

/** A box to type several lines into. */
export class Textarea extends define(
  DescriptionWidget,
  { model: "TextareaModel", view: "TextareaView" },
  {
    ...stringTraits(),
    /** How many are shown; null leaves that to the browser. */
    rows: orNull(int(0)),
    disabled: bool(false),
    /** Whether the value changes with each key, and not only when the box is left. */
    continuousUpdate: bool(true),
    style: member(TextStyle),
  },
) {}
