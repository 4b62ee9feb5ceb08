/** `%%bash`, `%%sh` and `%%script`: a cell for another program. */

import type { Arguments } from "./arguments.ts";
import { runChild } from "./child.ts";
import { defineMagic, type Magic, type MagicContext, UsageError } from "./magic.ts";

const options = {
  out: {
    kind: "text",
    value: "NAME",
    summary: "the variable that gets what the program prints to its standard output",
  },
  err: { kind: "text", value: "NAME", summary: "the same for its standard error" },
  "no-raise-error": { kind: "flag", summary: "do not fail when the program's exit status is not zero" },
} as const;

type Given = Arguments<typeof options>;

async function run(program: string, args: readonly string[], { options }: Given, body: string, context: MagicContext) {
  const kept = { stdout: "", stderr: "" };
  const { out, err } = options;
  for (const name of [out, err]) if (name !== undefined) context.checkName(name);
  const status = await runChild(program, args, context, {
    input: body,
    receive: (stream, text) => {
      if (stream === "stdout" && out !== undefined) kept.stdout += text;
      else if (stream === "stderr" && err !== undefined) kept.stderr += text;
      else if (stream === "stdout") context.print(text);
      else context.printError(text);
    },
  });
  if (out !== undefined) await context.assign(out, kept.stdout);
  if (err !== undefined) await context.assign(err, kept.stderr);
  if (status !== 0 && !options["no-raise-error"])
    throw new UsageError(`${program} ended with exit status ${status}; --no-raise-error goes on all the same`);
}

const shellMagic = (name: string): Magic =>
  defineMagic({
    name,
    summary: `run the cell in ${name}`,
    description: `${name} reads the cell from its standard input. An interrupt ends it and all that it has started.`,
    options,
    operands: { usage: "[ARGUMENT …]", take: "words" },
    cell: (given, body, context) => {
      const args = given.words.length > 0 ? ["-s", "--", ...given.words] : [];
      return run(name, args, given, body, context);
    },
  });

export const bash = shellMagic("bash");
export const sh = shellMagic("sh");

export const script = defineMagic({
  name: "script",
  summary: "run the cell in a program that reads it from its standard input",
  description: "%%script python3\nprint('hello')",
  options,
  operands: { usage: "PROGRAM [ARGUMENT …]", take: "text", least: 1 },
  cell: (given, body, context) => {
    const [program, ...args] = given.text.split(/\s+/);
    return run(program, args, given, body, context);
  },
});
