import { type Markup, markup } from "../representation.ts";

/** JavaScript that the page runs, with `element` as the place of the output. */
export const javascript: Markup = markup("javascript", "application/javascript");
