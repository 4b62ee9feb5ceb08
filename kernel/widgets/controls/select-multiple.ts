import { defineMultipleSelection, MultipleSelection } from "../multiple-selection.ts";
import { int } from "../trait.ts";

/** Several of several values, from a list. */
export class SelectMultiple<T> extends defineMultipleSelection(
  MultipleSelection,
  { model: "SelectMultipleModel", view: "SelectMultipleView" },
  {
    /** How many are shown. */
    rows: int(5),
  },
)<T> {}
