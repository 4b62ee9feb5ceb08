import { definePages, Pages } from "../container.ts";

/** Widgets below each other, each under a title that opens it. */
export class Accordion extends definePages(Pages, { model: "AccordionModel", view: "AccordionView" }) {}
