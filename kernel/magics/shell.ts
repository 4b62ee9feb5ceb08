/** `!command` and `const lines = !command`. */

import { runChild } from "./child.ts";
import type { MagicContext } from "./magic.ts";

const shell = "/bin/sh";

/** The lines that a command printed, with the command's end. */
export interface ShellLines extends Array<string> {
  /** The lines, each with its end, as one text. */
  readonly n: string;
  /** The lines with a space between them. */
  readonly s: string;
  /** What the command ended with. */
  readonly exitCode: number;
}

/** Runs a command in the shell, shows what it prints, and leaves its exit status in `_exit_code`, as IPython does. */
export async function runShell(command: string, context: MagicContext): Promise<void> {
  setExitCode(await runChild(shell, ["-c", command], context));
}

/** The same, and gives the lines of its standard output in the place of showing them. */
export async function shellLines(command: string, context: MagicContext): Promise<ShellLines> {
  let text = "";
  const exitCode = await runChild(shell, ["-c", command], context, {
    receive: (stream, part) => {
      if (stream === "stdout") text += part;
      else context.printError(part);
    },
  });
  setExitCode(exitCode);
  const lines = text === "" ? [] : text.replace(/\n$/, "").split("\n");
  const extra = { n: lines.join("\n"), s: lines.join(" "), exitCode };
  for (const [key, value] of Object.entries(extra)) Object.defineProperty(lines, key, { value, enumerable: false });
  return lines as ShellLines;
}

function setExitCode(value: number): void {
  Object.defineProperty(globalThis, "_exit_code", { value, configurable: true, writable: true, enumerable: false });
}
