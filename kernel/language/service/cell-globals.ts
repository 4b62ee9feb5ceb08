/** The types of what every cell finds on the global object (see session/globals.ts). */

import { helper } from "../rewrite.ts";

export const cellGlobals = `
/** What the kernel puts in the place of lines that are no TypeScript. @internal */
declare const ${helper}: {
  shellLines(command: string): Promise<string[] & { readonly n: string; readonly s: string; readonly exitCode: number }>;
  readonly [name: string]: any;
};

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

declare const display: typeof import("tangent/display").display;
declare const clearOutput: typeof import("tangent/display").clearOutput;
declare const progress: typeof import("tangent/display").progress;
/**
 * Makes a magic of one's own: \`%name …\` where there is \`line\`, \`%%name …\` with lines below it where there is \`cell\`.
 * What they are given: \`options\`, \`words\` and \`text\` of the magic's line.
 */
declare function registerMagic(magic: {
  readonly name: string;
  readonly summary?: string;
  readonly description?: string;
  readonly options?: Readonly<
    Record<
      string,
      { readonly kind: "flag" | "text" | "integer"; readonly short?: string; readonly value?: string; readonly summary: string }
    >
  >;
  readonly operands?: { readonly usage: string; readonly take: "text" | "words"; readonly least?: number; readonly most?: number };
  readonly line?: (given: MagicArguments, context: any) => unknown;
  readonly cell?: (given: MagicArguments, body: string, context: any) => unknown;
}): void;
interface MagicArguments {
  readonly options: Readonly<Record<string, any>>;
  readonly words: readonly string[];
  readonly text: string;
}
/** Makes a magic of this notebook, or replaces one: \`%name\` where it has \`line\`, \`%%name\` where it has \`cell\`. */
declare function registerMagic(magic: {
  readonly name: string;
  readonly summary?: string;
  readonly description?: string;
  readonly options?: Record<string, any>;
  readonly operands?: any;
  readonly line?: (given: any, context: any) => unknown;
  readonly cell?: (given: any, body: string, context: any) => unknown;
}): void;
/** Asks for a line of text below the cell. */
declare function input(prompt?: string, options?: { readonly password?: boolean }): Promise<string>;
/** Asks for a line of text below the cell, and blocks until it is there. */
declare function prompt(prompt?: string, initial?: string): string;
`;
