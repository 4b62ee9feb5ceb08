import { type Captured, defineMagic, type MagicContext } from "./magic.ts";

/** What `%%capture NAME` leaves in NAME; calling `show` prints and shows it all. */
class CapturedIO {
  readonly stdout: string;
  readonly stderr: string;
  /** MIME bundles, each with `data` and `metadata`. */
  readonly outputs: Captured["outputs"];
  readonly #context: MagicContext;

  constructor({ stdout, stderr, outputs }: Captured, context: MagicContext) {
    this.stdout = stdout;
    this.stderr = stderr;
    this.outputs = outputs;
    this.#context = context;
  }

  show(): void {
    this.#context.print(this.stdout);
    this.#context.printError(this.stderr);
    for (const { data } of this.outputs) this.#context.display(data, { raw: true });
  }

  toString(): string {
    return this.stdout;
  }
}

export const capture = defineMagic({
  name: "capture",
  summary: "run the cell and keep what it prints and shows",
  description: "%%capture output keeps it in `output`: output.stdout, output.stderr, output.outputs, output.show().",
  options: {
    "no-stdout": { kind: "flag", summary: "leave what is printed where it is" },
    "no-stderr": { kind: "flag", summary: "leave what is printed as an error where it is" },
    "no-display": { kind: "flag", summary: "leave what is shown where it is" },
  },
  operands: { usage: "[NAME]", take: "words", most: 1 },
  async cell({ options, words: [name] }, body, context) {
    if (name !== undefined) context.checkName(name);
    const kinds = {
      stdout: !options["no-stdout"],
      stderr: !options["no-stderr"],
      display: !options["no-display"],
    };
    const captured = await context.capture(kinds, () => context.run(body, { line: 2 }));
    if (name !== undefined) await context.assign(name, new CapturedIO(captured, context));
  },
});
