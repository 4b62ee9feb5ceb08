import { defineContainer } from "../container.ts";

/** Widgets in a row. */
export class HBox extends defineContainer({ model: "HBoxModel", view: "HBoxView" }, {}) {}
