/** What every cell finds on the global object. */

import { clearOutput, progress, display as show } from "../../runtime/display/index.ts";
import { helper } from "../language/rewrite.ts";
import { cells } from "./cell.ts";
import { importMeta, notebookRequire } from "./loader.ts";
import type { Session } from "./session.ts";
import { use, useAsync } from "./using.ts";
import { workerPrelude } from "./worker-prelude.ts";

/** Where the runtime looks for the kernel that it runs in (runtime/host.ts). */
const hostSymbol = Symbol.for("tangent.host");

export function installGlobals(session: Session, words: Int32Array<SharedArrayBuffer>): void {
  const { interrupts, evaluator, display, input } = session;
  hide(helper, {
    check: () => interrupts.check(),
    wait: (value: unknown) => interrupts.wait(value),
    iterate: (iterable: AsyncIterable<unknown> & Iterable<unknown>) => interrupts.iterate(iterable),
    import: (specifier: string, used?: readonly string[], unused?: readonly string[]) =>
      session.import(specifier, used, unused),
    load: (specifier: string, options?: ImportCallOptions) =>
      session.load(specifier, options, cells.getStore()?.folder),
    meta: importMeta(),
    result: session.result,
    use,
    useAsync,
    lineMagic: session.magics.line,
    cellMagic: session.magics.cell,
    shell: session.magics.shell,
    shellLines: session.magics.shellLines,
    help: session.magics.help,
    handed: session.magics.handed,
    call: evaluator.call,
    thrown: evaluator.thrown,
    found: evaluator.found,
  });
  hide(hostSymbol, {
    interruptFlag: new Int32Array(words.buffer, 0, 1),
    display: display.bundle,
    clearOutput: display.clearOutput,
    onCellEnd: (callback: () => void | Promise<void>) => session.onCellEnd(callback),
    workerPrelude,
  });
  hide("display", show);
  hide("clearOutput", clearOutput);
  hide("progress", progress);
  hide("registerMagic", session.magics.registry.register);
  hide("input", input.input);
  hide("prompt", input.prompt);
  hide("In", session.inputs);
  hide("Out", session.outputs);
  Object.defineProperty(globalThis, "require", { configurable: true, get: notebookRequire });
  for (const name of ["_", "__", "___"]) hide(name, undefined);
}

/** Defines a global that can be shadowed and replaced, and that no listing of names shows. */
function hide(name: string | symbol, value: unknown): void {
  Object.defineProperty(globalThis, name, { configurable: true, enumerable: false, writable: true, value });
}
