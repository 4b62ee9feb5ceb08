import { defineContainer } from "../container.ts";

/** Widgets in a grid, as its layout says. */
export class GridBox extends defineContainer({ model: "GridBoxModel", view: "GridBoxView" }, {}) {}
