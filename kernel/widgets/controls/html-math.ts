import { DescriptionWidget } from "../dom-widget.ts";
import { member } from "../members.ts";
import { stringTraits } from "../string.ts";
import { HTMLMathStyle } from "../style.ts";
import { define } from "../widget.ts";

/** A piece of HTML with mathematics between `$` signs. */
export class HTMLMath extends define(
  DescriptionWidget,
  { model: "HTMLMathModel", view: "HTMLMathView" },
  { ...stringTraits(), style: member(HTMLMathStyle) },
) {}
