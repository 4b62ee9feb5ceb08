import { bool, list, text } from "../trait.ts";
import { define } from "../widget.ts";
import { Text } from "./text.ts";

/** A box to type a line into, with suggestions. */
export class Combobox extends define(
  Text,
  { model: "ComboboxModel", view: "ComboboxView" },
  {
    options: list(text("")),
    /** Whether the value is always one of the options. */
    ensureOption: bool(false),
  },
) {}
