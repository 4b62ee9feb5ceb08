import { colour } from "../style.ts";
import { Tags, tagsTraits } from "../tags.ts";
import { define } from "../widget.ts";

/** Colours of HTML, typed one after the other. */
export class ColorsInput extends define(
  Tags,
  { model: "ColorsInputModel", view: "ColorsInputView" },
  { ...tagsTraits(colour("black")) },
) {}
