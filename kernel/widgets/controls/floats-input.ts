import { buttonStyles } from "../style.ts";
import { Tags, tagsTraits } from "../tags.ts";
import { float, numberFormat, oneOf, orNull } from "../trait.ts";
import { define } from "../widget.ts";

/** Numbers, typed one after the other. */
export class FloatsInput extends define(
  Tags,
  { model: "FloatsInputModel", view: "FloatsInputView" },
  {
    ...tagsTraits(float(0)),
    tagStyle: oneOf("", buttonStyles),
    format: numberFormat(".1f"),
    min: orNull(float(0)),
    max: orNull(float(0)),
  },
) {}
