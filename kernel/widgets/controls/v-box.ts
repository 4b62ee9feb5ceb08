import { defineContainer } from "../container.ts";

/** Widgets in a column. */
export class VBox extends defineContainer({ model: "VBoxModel", view: "VBoxView" }, {}) {}
