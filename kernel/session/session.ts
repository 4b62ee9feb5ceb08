/** The user's session: runs cells one after the other, and owns what they declare, print and show. */

import { setTimeout as sleep } from "node:timers/promises";
import { type Bundle, DisplayHandle, toBundle } from "../../runtime/display/index.ts";
import { setHost } from "../comms/host.ts";
import { type ErrorContext, type Report, report } from "../display/traceback.ts";
import { typeNotes } from "../display/type-notes.ts";
import { CellSyntaxError, type Compiled, compile, compileWithin, type Position } from "../language/compile.ts";
import { expandMagics } from "../language/magic-lines.ts";
import type { Scope } from "../language/scope.ts";
import type { LanguageOptions } from "../language/service/client.ts";
import { endChildren } from "../magics/child.ts";
import type { CodePlace } from "../magics/magic.ts";
import { settings } from "../settings.ts";
import { type RequestId, Word } from "../wire/link.ts";
import type { ExecuteReply, ExecuteRequest, ExpressionResult, Failure, Payload } from "../wire/messages.ts";
import { Autoreload } from "./autoreload.ts";
import { type Cell, cells } from "./cell.ts";
import { guardChildren } from "./children.ts";
import { SessionComms } from "./comms.ts";
import { captureDescriptorWrites } from "./descriptor-writes.ts";
import { Display } from "./display.ts";
import { Evaluator, type Outcome } from "./evaluate.ts";
import { Frames } from "./frames.ts";
import { installGlobals } from "./globals.ts";
import { History } from "./history.ts";
import { protectProcess, setEnvironment } from "./host-process.ts";
import { Input } from "./input.ts";
import { Interrupts, isInterrupt } from "./interrupt.ts";
import { SessionLanguage, TypeCheckError } from "./language.ts";
import type { Link } from "./link.ts";
import { bindNames, type Load, makeLoader } from "./loader.ts";
import { LocalModules } from "./local-modules.ts";
import { Magics } from "./magics.ts";
import { Output } from "./output.ts";
import { guardTimers } from "./timers.ts";

/** Milliseconds that a cell's end waits for notes on its types. */
const noteWait = 100;
/** Characters from which on a cell takes noticeable time to read. */
const long = 50_000;

export interface SessionOptions {
  /** The address of the package's package.json. */
  readonly packageUrl: string;
  /** The database's file of the history, or `:memory:`. */
  readonly history: string;
  readonly language: LanguageOptions;
  /** Whether pipes are in the place of descriptors 1 and 2. */
  readonly captured: boolean;
}

export class Session implements Scope {
  readonly history: History;
  readonly output: Output;
  readonly display: Display;
  readonly input: Input;
  readonly interrupts: Interrupts;
  readonly evaluator: Evaluator;
  readonly comms: SessionComms;
  readonly load: Load;
  readonly magics: Magics;
  readonly autoreload = new Autoreload();
  readonly language: SessionLanguage;
  /** `In` and `Out` of the notebook. */
  readonly inputs: string[] = [""];
  readonly outputs: Record<number, unknown> = {};
  readonly #link: Link;
  readonly #frames: Frames;
  readonly #captured: boolean;
  /** Notes on types that nobody has been shown. */
  readonly #lateNotes: string[] = [];
  readonly #cellEnd: (() => void | Promise<void>)[] = [];
  #count = 0;
  #current: Cell | undefined;
  /** The request that output belongs to where no cell is known. */
  #latest: RequestId = 0;

  constructor(link: Link, { packageUrl, history, language, captured }: SessionOptions) {
    this.#link = link;
    this.#captured = captured;
    this.history = new History(history);
    this.interrupts = new Interrupts(link.words);
    this.evaluator = new Evaluator(this.interrupts);
    const modules = new LocalModules(packageUrl);
    this.#frames = new Frames(new URL(".", packageUrl).href, modules);
    const check = () => this.interrupts.check();
    this.output = new Output(link.ring, () => this.#latest, check);
    this.display = new Display(link, () => this.#latest);
    this.input = new Input(link, this.interrupts);
    this.comms = new SessionComms(link, {
      latest: () => this.#latest,
      guard: (call) => this.evaluator.guard(call),
      reportUncaught: (error) => this.reportUncaught(error),
      report: (error) => this.#report(error),
      display: (data) => this.display.bundle(data),
      finishOutput: () => this.#finishOutput(),
      interrupts: () => this.interrupts.delivered,
      isIdle: () => this.#current === undefined,
    });
    this.load = makeLoader(packageUrl, modules);
    this.magics = new Magics(this, this.evaluator, (code, place) => this.#runNested(code, place));
    const guard = <T>(call: () => T): T => this.evaluator.guard(call);
    this.language = new SessionLanguage(language, this, guard, () => this.magics.registry.words);
  }

  /** Takes over the process: its console, streams, timers and ways to end. */
  install(): void {
    this.output.install();
    this.#frames.install();
    guardTimers((callback) => {
      try {
        this.evaluator.guard(callback);
      } catch (error) {
        this.reportUncaught(error);
      }
    });
    const settle = () => this.#link.settle();
    guardChildren(this.#link.words, () => this.interrupts.check(), settle);
    if (this.#captured) captureDescriptorWrites((stream, text) => this.output.print(stream, text));
    setEnvironment();
    protectProcess((error) => this.reportUncaught(error));
    installGlobals(this, this.#link.words);
    setHost(this.comms);
  }

  onCellEnd(callback: () => void | Promise<void>): void {
    this.#cellEnd.push(callback);
  }

  /** Shows what is drawn and not shown yet: at once, where nothing has to be awaited. */
  async #finishOutput(): Promise<void> {
    for (const callback of this.#cellEnd) {
      const waits = callback();
      if (waits) await waits;
    }
  }

  /** The process is about to exit. */
  end(): void {
    endChildren();
    this.history.end();
    this.evaluator.disconnect();
  }

  /** Asks the front end, in the reply of the cell that runs, for what `payload` says; the last of a kind counts. */
  readonly addPayload = (payload: Payload): void => {
    cells.getStore()?.payloads.set(payload.source, payload);
  };

  /** An interrupt was asked for while the event loop turned. */
  interrupt(): void {
    this.interrupts.absorb();
    this.interrupts.deliver(this.#current ? [this.#current] : this.comms.waiting);
  }

  get executionCount(): number {
    return this.#count;
  }

  async execute(request: RequestId, content: ExecuteRequest): Promise<ExecuteReply> {
    const { code, silent } = content;
    const store = content.store_history && !silent && code.trim() !== "";
    if (store) {
      this.#count++;
      this.inputs[this.#count] = code;
    }
    const cell = this.#begin(request, content);
    if (!silent) this.#link.publish(request, "execute_input", { code, execution_count: this.#count });
    if (store) this.history.add(this.#count, this.#expand(code), code);
    const outcome = await cells.run(cell, () => this.#run(cell, code, store));
    const reply = await cells.run(cell, () => this.#reply(cell, outcome, content));
    this.#end(cell);
    return reply;
  }

  #begin(request: RequestId, content: ExecuteRequest): Cell {
    const cell: Cell = {
      request,
      count: this.#count,
      silent: content.silent,
      allowStdin: content.allow_stdin,
      waits: new Set(),
      abandon: () => {},
      interrupts: 0,
      ended: false,
      result: undefined,
      notes: [],
      failed: false,
      folder: undefined,
      payloads: new Map(),
      used: undefined,
    };
    this.#current = cell;
    this.#latest = request;
    Atomics.store(this.#link.words, Word.current, request);
    return cell;
  }

  /** Ends the cell that runs, of which nothing will be heard any more. */
  giveUp(): void {
    if (this.#current) this.#end(this.#current);
  }

  #end(cell: Cell): void {
    cell.ended = true;
    this.#current = undefined;
    this.interrupts.clear();
  }

  async #run(cell: Cell, code: string, store: boolean): Promise<Outcome> {
    let outcome: Outcome = { ok: true };
    try {
      if (settings.autoreload.value === "on") await this.magics.reload();
      outcome = await this.#evaluate(cell, code);
      cell.failed = !outcome.ok;
      this.language.ended(cell.request, cell.failed);
      await this.#showNotes(cell);
      if (outcome.ok && cell.result !== undefined && !cell.silent) await this.#showResult(cell, store);
      if (cell.used) await this.interrupts.wait(this.evaluator.guard(() => cell.used?.disposeAsync()));
      await this.#finishOutput();
      return outcome;
    } catch (error) {
      return outcome.ok ? { ok: false, error } : outcome;
    }
  }

  #keepNotes(cell: Cell, text: string): void {
    if (text !== "" && !cell.failed) this.#lateNotes.push(text);
  }

  /**
   * Prints notes on types for a client that hears nothing after a cell's end: those of this cell if they are ready within
   * a moment, and those of earlier cells that were not.
   */
  async #showNotes(cell: Cell): Promise<void> {
    if (cell.notes.length > 0 && !cell.failed && this.language.isQuick)
      await Promise.race([Promise.all(cell.notes), sleep(noteWait, undefined, { ref: false })]);
    for (const text of this.#lateNotes.splice(0)) this.output.print("stderr", text);
  }

  /** Runs code as a part of `cell`, and leaves the value of its last expression there. */
  async #evaluate(cell: Cell, code: string, place: CodePlace = {}): Promise<Outcome> {
    const label = place.label ?? `In[${cell.count}]`;
    let compiled: Compiled;
    try {
      const expanded = this.#expand(code);
      const { around } = place;
      const compiling = () => (around ? compileWithin(expanded, around.before, around.after) : compile(expanded));
      // What takes long to read may be terminated meanwhile: the termination should end nothing else.
      compiled = await (code.length > long ? this.evaluator.guard(compiling) : compiling());
      const { trivial } = compiled;
      const batch = !cell.allowStdin;
      const { request } = cell;
      const started = this.language.start({
        request,
        label,
        source: code,
        code: expanded,
        trivial,
        checked: !cell.silent && !place.generated,
        batch,
      });
      const later = await (this.interrupts.wait(started) as typeof started);
      if (later) cell.notes.push(later.notes.then((notes) => this.#keepNotes(cell, typeNotes(notes, label, code))));
    } catch (error) {
      if (error instanceof CellSyntaxError || error instanceof TypeCheckError) this.#frames.locate(error, label, code);
      return { ok: false, error };
    }
    this.autoreload.bind(compiled.imports, cell.folder);
    const name = this.#frames.add({ label, source: code, compiled });
    cell.result = undefined;
    const abandoned = new Promise<Outcome>((resolve) => {
      cell.abandon = (error) => resolve({ ok: false, error });
    });
    place.started?.();
    // A termination drops the microtasks that are queued; without this await, one of them would be this function's end.
    return await Promise.race([this.evaluator.evaluate(compiled.code, name), abandoned]);
  }

  /** Lines that are no TypeScript become calls. */
  #expand(code: string): string {
    return expandMagics(code, (name) => this.lookUp(name) !== undefined);
  }

  async #showResult(cell: Cell, store: boolean): Promise<void> {
    const value = cell.result;
    const { data, metadata } = await this.#bundle(value);
    this.#link.publish(cell.request, "execute_result", { data, metadata, execution_count: cell.count });
    if (!store) return;
    this.outputs[cell.count] = value;
    this.history.setOutput(cell.count, String(data["text/plain"]));
    const scope = globalThis as Record<string, unknown>;
    [scope.___, scope.__, scope._] = [scope.__, scope._, value];
  }

  /** Formatting runs the user's code, too. */
  #bundle(value: unknown): Bundle | Promise<Bundle> {
    const bundle = this.evaluator.guard(() => toBundle(value));
    // A method that never answers ends with an interrupt.
    return bundle instanceof Promise ? (this.interrupts.wait(bundle) as Promise<Bundle>) : bundle;
  }

  async #reply(cell: Cell, outcome: Outcome, content: ExecuteRequest): Promise<ExecuteReply> {
    const execution_count = cell.count;
    if (!outcome.ok) {
      const failure = this.failure(outcome.error);
      const { ename, evalue, traceback } = failure;
      if (!cell.silent) this.#link.publish(cell.request, "error", { ename, evalue, traceback });
      return { execution_count, ...failure, payload: [...cell.payloads.values()] };
    }
    const user_expressions: Record<string, ExpressionResult> = {};
    for (const [name, expression] of Object.entries(content.user_expressions)) {
      user_expressions[name] = await this.#expression(cell, expression);
    }
    return { status: "ok", execution_count, user_expressions, payload: [...cell.payloads.values()] };
  }

  async #expression(cell: Cell, code: string): Promise<ExpressionResult> {
    const outcome = await this.#evaluate(cell, code, { generated: true });
    if (!outcome.ok) return this.failure(outcome.error);
    try {
      return { status: "ok", ...(await this.#bundle(cell.result)) };
    } catch (error) {
      return this.failure(error);
    }
  }

  readonly #errorContext: ErrorContext = {
    framesOf: (error) => this.#frames.of(error),
    lookUp: (name) => this.lookUp(name),
  };

  failure(error: unknown): Failure {
    return { status: "error", ...this.#report(error) };
  }

  #report(error: unknown): Report {
    try {
      return this.evaluator.guard(() => report(error, this.#errorContext));
    } catch (failure) {
      return { ename: "Error", evalue: "an error that cannot be printed", traceback: [String(failure)] };
    }
  }

  /** An error that nobody caught goes to the stderr of the cell that it comes from. */
  reportUncaught(error: unknown): void {
    if (isInterrupt(error)) {
      this.interrupts.spread(this.#current);
      return;
    }
    const { traceback } = this.#report(error);
    this.output.print("stderr", `${traceback.join("\n")}\n`);
  }

  // What rewritten cells call

  async import(
    specifier: string,
    used: readonly string[] = [],
    unused: readonly string[] = [],
  ): Promise<Record<string, unknown>> {
    const { folder } = cells.getStore() ?? {};
    const loading = this.load(specifier, undefined, folder);
    const module = await (this.interrupts.wait(loading) as Promise<Record<string, unknown>>);
    this.autoreload.loaded(specifier, folder, module);
    const { bindings, warning } = bindNames(specifier, module, used, unused);
    if (warning) this.output.print("stderr", `${warning}\n`);
    return bindings;
  }

  readonly result = (value: unknown): void => {
    const cell = cells.getStore();
    // What was displayed is seen already.
    if (cell) cell.result = value instanceof DisplayHandle ? undefined : value;
  };

  /** A cell inside a cell, for magics: gives its value, and throws what it throws. */
  async #runNested(code: string, place: CodePlace = {}): Promise<unknown> {
    const cell = cells.getStore();
    if (!cell) throw new Error("no cell is running here");
    const { abandon, folder } = cell;
    cell.folder = place.folder ?? folder;
    const outcome = await this.#evaluate(cell, "\n".repeat((place.line ?? 1) - 1) + code, place);
    const { result } = cell;
    cell.abandon = abandon;
    cell.folder = folder;
    cell.result = undefined;
    if (!outcome.ok) throw outcome.error;
    return result;
  }

  // Scope

  names(): string[] {
    return this.evaluator.names().filter((name) => !name.startsWith("__") && !this.magics.isForgotten(name));
  }

  lookUp(name: string): { readonly value: unknown } | undefined {
    return this.evaluator.lookUp(name);
  }

  sourceOf(value: object): string | undefined {
    return this.#frames.sourceOf(Function.prototype.toString.call(value));
  }

  place(script: string, position: Position): { readonly text: string; readonly user: boolean } | undefined {
    return this.#frames.place(script, position);
  }
}
