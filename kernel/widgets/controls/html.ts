import { DescriptionWidget } from "../dom-widget.ts";
import { member } from "../members.ts";
import { stringTraits } from "../string.ts";
import { HTMLStyle } from "../style.ts";
import { define } from "../widget.ts";

/** A piece of HTML. */
export class HTML extends define(
  DescriptionWidget,
  { model: "HTMLModel", view: "HTMLView" },
  { ...stringTraits(), style: member(HTMLStyle) },
) {}
