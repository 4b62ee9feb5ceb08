import { defineSelection } from "../selection.ts";
import { int } from "../trait.ts";

/** One of several values, from a list. */
export class Select<T> extends defineSelection(
  { model: "SelectModel", view: "SelectView" },
  {
    /** How many are shown. */
    rows: int(5),
  },
)<T> {}
