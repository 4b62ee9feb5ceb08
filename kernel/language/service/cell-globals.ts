/** The types of what every cell finds on the global object (see session/globals.ts). */

import { helper } from "../rewrite.ts";

export const cellGlobals = `
/** What the kernel puts in the place of lines that are no TypeScript. @internal */
declare const ${helper}: any;

/** The inputs of the notebook's cells: \`In[3]\`. */
declare const In: string[];
/** The results of the notebook's cells: \`Out[3]\`. */
declare const Out: Record<number, any>;
/** The last result. */
declare let _: any;
/** The last result but one. */
declare let __: any;
/** The last result but two. */
declare let ___: any;

interface DisplayHandle {
  readonly displayId: string;
  /** Shows \`value\` in the place of what was displayed. */
  update(value: unknown, options?: { readonly raw?: boolean }): Promise<void>;
}

/**
 * Shows a value as a cell's result is shown. With \`raw\`, the value is a MIME bundle such as \`{ "text/html": "<b>…</b>" }\`.
 * The handle updates it in place.
 */
declare function display(
  value: unknown,
  options?: { readonly raw?: boolean; readonly displayId?: string; readonly update?: boolean },
): Promise<DisplayHandle>;
/** Empties the cell's output; with \`wait\`, only once something new is shown. */
declare function clearOutput(wait?: boolean | { readonly wait?: boolean }): void;
/** Asks for a line of text below the cell. */
declare function input(prompt?: string, options?: { readonly password?: boolean }): Promise<string>;
/** Asks for a line of text below the cell, and blocks until it is there. */
declare function prompt(prompt?: string): string;
`;
