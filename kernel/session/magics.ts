/** Magics in cells: what rewritten cells call, and what a magic is given of the session. */

import { AsyncLocalStorage } from "node:async_hooks";
import { display as show } from "../../runtime/display/index.ts";
import { capture, type Sink } from "../display/capture.ts";
import { resolve } from "../language/scope.ts";
import { magics } from "../magics/index.ts";
import { type MagicContext, UsageError } from "../magics/magic.ts";
import { MagicRegistry } from "../magics/registry.ts";
import { runShell, type ShellLines, shellLines } from "../magics/shell.ts";
import type { PublishTable } from "../wire/messages.ts";
import { Collected } from "./collected.ts";
import type { Evaluator } from "./evaluate.ts";
import { aboutName } from "./help.ts";
import type { Session } from "./session.ts";

const variable = /\$\$|\$?\{([\p{ID_Start}_$][\p{ID_Continue}$.[\]]*)\}|\$([\p{ID_Start}_][\p{ID_Continue}]*)/gu;
const identifier = /^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u;

/** Runs code as a cell inside the cell that runs, and gives its value. */
type Evaluate = MagicContext["evaluate"];

export class Magics {
  readonly registry = new MagicRegistry(magics);
  readonly #session: Session;
  readonly #evaluator: Evaluator;
  readonly #evaluate: Evaluate;
  readonly #forgotten = new Set<string>();

  constructor(session: Session, evaluator: Evaluator, evaluate: Evaluate) {
    this.#session = session;
    this.#evaluator = evaluator;
    this.#evaluate = evaluate;
  }

  readonly line = (name: string, text: string): Promise<unknown> => this.registry.runLine(name, text, this.#context());

  readonly cell = (name: string, text: string, body: string): Promise<unknown> =>
    this.registry.runCell(name, text, body, this.#context());

  readonly shell = (command: string): Promise<void> => runShell(this.#expand(command), this.#context());

  readonly shellLines = (command: string): Promise<ShellLines> => shellLines(this.#expand(command), this.#context());

  /** `name?` and `name??`, `%magic?` among them. */
  readonly help = async (name: string, marks: string): Promise<void> => {
    const asked = name.replace(/^%+/, "");
    const help = this.registry.help(asked);
    const found = asked === name ? await aboutName(this.#session, name, marks === "??" ? 1 : 0) : undefined;
    // A magic's name needs no percent sign where nothing else has it.
    const data = found ?? (help === undefined ? undefined : { "text/plain": help });
    if (data) this.#session.addPayload({ source: "page", data: { ...data }, start: 0 });
    else this.#session.output.print("stdout", `Object \`${name}\` not found.\n`);
  };

  /** Whether `%reset` has taken the variable away, and no cell has given it a value since. */
  isForgotten(name: string): boolean {
    if (!this.#forgotten.has(name)) return false;
    if (this.#evaluator.lookUp(name)?.value === undefined) return true;
    this.#forgotten.delete(name);
    return false;
  }

  /** `$name`, `${name}` and `{name.path}` of a command, where the notebook has such a variable; `$$` is a dollar sign. */
  #expand(command: string): string {
    const names = new Set(this.#session.names());
    return command.replace(variable, (whole, braced: string | undefined, plain: string | undefined) => {
      if (whole === "$$") return "$";
      const path = braced ?? plain ?? "";
      if (!names.has(/^[\p{ID_Continue}$]*/u.exec(path)?.[0] ?? "")) return whole;
      const found = resolve(this.#session, path);
      return found ? String(found.value) : whole;
    });
  }

  #context(): MagicContext {
    const session = this.#session;
    const { output, history, input, interrupts } = session;
    return {
      print: (text) => output.print("stdout", text),
      printError: (text) => output.print("stderr", text),
      display: (value, options) => show(value, options),
      evaluate: this.#evaluate,
      run: async (code, place) => {
        const value = await this.#evaluate(code, place);
        if (value !== undefined) show(value);
      },
      guard: (call) => this.#evaluator.guard(call),
      wait: (promise) => interrupts.wait(promise) as typeof promise,
      load: session.load,
      input: (prompt) => input.input(prompt),
      variables: () => new Map(session.names().map((name) => [name, session.lookUp(name)?.value])),
      checkName: (name) => {
        if (!identifier.test(name)) throw new UsageError(`${JSON.stringify(name)} is no name for a variable`);
      },
      assign: (name, value) => this.#assign(name, value),
      forget: (names) => this.#forget(names),
      capture: async (kinds, task) => {
        const outside = AsyncLocalStorage.snapshot();
        const collected = new Collected(kinds, (type, content) => outside(() => this.#pass(type, content)));
        await capture(collected.sink, task);
        return collected;
      },
      addPayload: session.addPayload,
      reload: () => this.reload(),
      place: (script, line, column) => session.place(script, { line, column }),
      history: (request) => history.query(request),
      inputs: session.inputs,
      outputs: session.outputs,
      magics: this.registry.all,
    };
  }

  /** Output that a capture leaves alone goes where it would have gone without it. */
  readonly #pass: Sink = (type, content) => {
    const { output, display } = this.#session;
    if (type === "stream") {
      const { name, text } = content as PublishTable["stream"];
      output.print(name, text);
    } else display.publish(type, content);
  };

  /** Names imported from local modules get their new values. What cannot be loaded is told, and stays as it is. */
  reload(): Promise<string[]> {
    const { autoreload, load, output } = this.#session;
    const assign = async (name: string, value: unknown) => {
      this.#handed = value;
      await this.#evaluate(`${name} = __tangent__.handed();`, { generated: true });
    };
    const lookUp = (name: string) => this.#evaluator.lookUp(name);
    return autoreload.refresh({ load, lookUp, assign }, (specifier, error) => {
      output.print("stderr", `%autoreload: ${specifier} cannot be loaded, and stays as it was: ${String(error)}\n`);
    });
  }

  async #assign(name: string, value: unknown): Promise<void> {
    this.#handed = value;
    await this.#evaluate(`let ${name} = __tangent__.handed();`, { generated: true });
  }

  #handed: unknown;

  /** Called by the code of an assignment. */
  readonly handed = (): unknown => {
    const value = this.#handed;
    this.#handed = undefined;
    return value;
  };

  async #forget(names: readonly string[]): Promise<void> {
    if (names.length === 0) return;
    await this.#evaluate(`${names.join(" = ")} = undefined;`, { generated: true });
    for (const name of names) this.#forgotten.add(name);
  }
}
