/** What all controls have that show or take a text. */

import { text } from "./trait.ts";

/** In place of no text: it keeps the baseline where a text would have it. */
const zeroWidthSpace = "\u200b";

export const stringTraits = () => ({
  value: text(""),
  /** What is shown as long as there is no text. */
  placeholder: text(zeroWidthSpace),
});
