import { defineContainer } from "../container.ts";

/** Widgets in a row. */
export class Box extends defineContainer({ model: "BoxModel", view: "BoxView" }, {}) {}
