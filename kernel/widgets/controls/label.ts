import { DescriptionWidget } from "../dom-widget.ts";
import { member } from "../members.ts";
import { stringTraits } from "../string.ts";
import { LabelStyle } from "../style.ts";
import { define } from "../widget.ts";

/** A line of text; mathematics between `$` signs is set. */
export class Label extends define(
  DescriptionWidget,
  { model: "LabelModel", view: "LabelView" },
  { ...stringTraits(), style: member(LabelStyle) },
) {}
