import { definePages, Pages } from "../container.ts";

/** Widgets of which one is shown. */
export class Stack extends definePages(Pages, { model: "StackModel", view: "StackView" }) {}
