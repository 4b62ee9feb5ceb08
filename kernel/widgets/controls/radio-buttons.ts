import { defineSelection } from "../selection.ts";
import { oneOf } from "../trait.ts";

/** One of several values, by round buttons. */
export class RadioButtons<T> extends defineSelection(
  { model: "RadioButtonsModel", view: "RadioButtonsView" },
  { orientation: oneOf("vertical", ["horizontal", "vertical"]) },
)<T> {}
