import { defineSelection } from "../selection.ts";

/** One of several values, from a menu. */
export class Dropdown<T> extends defineSelection({ model: "DropdownModel", view: "DropdownView" }, {})<T> {}
