import { buttonStyles } from "../style.ts";
import { Tags, tagsTraits } from "../tags.ts";
import { oneOf, text } from "../trait.ts";
import { define } from "../widget.ts";

/** Words, typed one after the other. */
export class TagsInput extends define(
  Tags,
  { model: "TagsInputModel", view: "TagsInputView" },
  { ...tagsTraits(text("")), tagStyle: oneOf("", buttonStyles) },
) {}
