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
/** The exit status of the last \`!command\`. */
declare let _exit_code: number;

/** What stands behind a magic's name. */
interface MagicArguments {
  /** By their long names. */
  readonly options: Readonly<Record<string, any>>;
  readonly words: readonly string[];
  readonly text: string;
}
/** What a magic can do to the notebook. */
interface MagicContext {
  print(text: string): void;
  printError(text: string): void;
  display(value: unknown, options?: { readonly raw?: boolean }): unknown;
  /** Runs code as a cell of the notebook, and shows its value. */
  run(code: string): Promise<void>;
  /** Runs code as a cell of the notebook, and gives its value. */
  evaluate(code: string): Promise<unknown>;
  /** Waits so that an interrupt ends the wait. */
  wait<T>(promise: Promise<T>): Promise<T>;
  input(prompt: string): Promise<string>;
  /** What the notebook's cells declared, by name. */
  variables(): Map<string, unknown>;
  assign(name: string, value: unknown): Promise<void>;
}
/**
 * Makes a magic of this notebook, or replaces one: \`%name …\` where it has \`line\`, \`%%name …\` with lines below it where it
 * has \`cell\`. Its line is parsed by \`options\` and \`operands\`; without operands, all of it is \`text\`.
 */
declare function registerMagic(magic: {
  readonly name: string;
  /** One line, for \`%lsmagic\`. */
  readonly summary?: string;
  /** More, for \`%name?\`. */
  readonly description?: string;
  /** By their long names: \`{ times: { kind: "integer", short: "n", value: "N", summary: "how often" } }\`. */
  readonly options?: {
    readonly [name: string]: {
      readonly kind: "flag" | "text" | "integer";
      readonly short?: string;
      readonly value?: string;
      readonly summary: string;
    };
  };
  readonly operands?: {
    readonly usage: string;
    readonly take: "text" | "words";
    readonly least?: number;
    readonly most?: number;
  };
  readonly line?: (given: MagicArguments, context: MagicContext) => unknown;
  readonly cell?: (given: MagicArguments, body: string, context: MagicContext) => unknown;
}): void;
/** Asks for a line of text below the cell. */
declare function input(prompt?: string, options?: { readonly password?: boolean }): Promise<string>;
/** Asks for a line of text below the cell, and blocks until it is there. */
declare function prompt(prompt?: string, initial?: string): string;
`;
