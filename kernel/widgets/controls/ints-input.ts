import { buttonStyles } from "../style.ts";
import { Tags, tagsTraits } from "../tags.ts";
import { int, numberFormat, oneOf, orNull } from "../trait.ts";
import { define } from "../widget.ts";

/** Whole numbers, typed one after the other. */
export class IntsInput extends define(
  Tags,
  { model: "IntsInputModel", view: "IntsInputView" },
  {
    ...tagsTraits(int(0)),
    tagStyle: oneOf("", buttonStyles),
    format: numberFormat("d"),
    min: orNull(int(0)),
    max: orNull(int(0)),
  },
) {}
