import { member } from "../members.ts";
import { defineSelection } from "../selection.ts";
import { buttonStyles, ToggleButtonsStyle } from "../style.ts";
import { list, oneOf, text } from "../trait.ts";

/** One of several values, by buttons of which one is pressed. */
export class ToggleButtons<T> extends defineSelection(
  { model: "ToggleButtonsModel", view: "ToggleButtonsView" },
  {
    tooltips: list(text("")),
    /** Names of Font Awesome, without `fa-`. */
    icons: list(text("")),
    buttonStyle: oneOf("", buttonStyles),
    style: member(ToggleButtonsStyle),
  },
)<T> {}
