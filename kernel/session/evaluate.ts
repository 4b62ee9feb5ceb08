/**
 * Evaluation in V8's REPL mode through the main thread's own inspector session. Only what runs inside such a call can
 * be terminated from the wire thread and leave the process alive.
 */

import { Session } from "node:inspector";
import { helper } from "../language/rewrite.ts";
import { InterruptError, type Interrupts } from "./interrupt.ts";

export type Outcome = { readonly ok: true } | { readonly ok: false; readonly error: unknown };

interface RemoteObject {
  readonly type: string;
  readonly objectId?: string;
  readonly value?: unknown;
  readonly unserializableValue?: string;
}

interface EvaluateResult {
  readonly result?: RemoteObject;
  readonly exceptionDetails?: { readonly exception?: RemoteObject; readonly text: string };
}

/** Milliseconds that a termination may be on its way. */
const absorbing = 2_000;

export class Evaluator {
  readonly #session = new Session();
  readonly #interrupts: Interrupts;
  /** What the next guarded call runs. */
  #call: (() => void) | undefined;
  #thrown: unknown;

  constructor(interrupts: Interrupts) {
    this.#interrupts = interrupts;
    this.#interrupts.absorb = this.#absorb;
    this.#session.connect();
  }

  /** Called by the code of a guarded call. */
  readonly call = (): void => {
    const call = this.#call;
    this.#call = undefined;
    call?.();
  };

  /** Called with the object that a cell threw. */
  readonly thrown = (error: unknown): void => {
    this.#thrown = error;
  };

  /** Evaluates a cell that was rewritten for REPL mode, to its end. */
  evaluate(code: string, name: string): Promise<Outcome> {
    const { promise, resolve } = Promise.withResolvers<Outcome>();
    const expression = `${code}\n//# sourceURL=${name}`;
    const parameters = { expression, replMode: true, awaitPromise: true, silent: true, objectGroup: "cell" };
    this.#session.post("Runtime.evaluate", parameters, (failure: Error | null, result: EvaluateResult) => {
      this.#absorb();
      if (failure) resolve({ ok: false, error: this.#terminated() });
      else if (result.exceptionDetails) resolve({ ok: false, error: this.#exception(result.exceptionDetails) });
      else resolve({ ok: true });
    });
    return promise;
  }

  /**
   * Runs `call` so that a termination ends it and nothing else. What it throws is thrown.
   * @throws InterruptError when it was terminated
   */
  guard<T>(call: () => T): T {
    let outcome: { value: T } | { error: unknown } | undefined;
    this.#call = () => {
      try {
        outcome = { value: call() };
      } catch (error) {
        outcome = { error };
      }
    };
    this.#session.post("Runtime.evaluate", { expression: `${helper}.call()`, silent: true }, () => {});
    if (!outcome) throw this.#terminated();
    this.#absorb();
    if ("error" in outcome) throw outcome.error;
    return outcome.value;
  }

  /** The names that cells declared with `let`, as V8 knows them. */
  names(): string[] {
    let names: string[] = [];
    this.#session.post("Runtime.globalLexicalScopeNames", {}, (failure: Error | null, result: { names: string[] }) => {
      if (!failure) names = result.names;
    });
    return names;
  }

  /** The value of one identifier: a cell's variable or a property of the global object. */
  lookUp(name: string): { readonly value: unknown } | undefined {
    let found: { value: unknown } | undefined;
    const expression = `${helper}.found(${name})`;
    this.#found = (value) => {
      found = { value };
    };
    this.#session.post("Runtime.evaluate", { expression, replMode: true, silent: true }, () => {});
    this.#found = undefined;
    return found;
  }

  #found: ((value: unknown) => void) | undefined;

  /** Called by the code of a look-up. */
  readonly found = (value: unknown): void => this.#found?.(value);

  /** Has to happen before the process exits, or Node waits for "the debugger". */
  disconnect(): void {
    this.#session.disconnect();
  }

  /** Waits for a termination that is still on its way, in a call that it may end: outside of one it ends more than that. */
  readonly #absorb = (): void => {
    if (!this.#interrupts.terminating) return;
    let arrived = true;
    this.#call = () => {
      const end = performance.now() + absorbing;
      while (this.#interrupts.terminating && performance.now() < end);
      arrived = false;
    };
    this.#session.post("Runtime.evaluate", { expression: `${helper}.call()`, silent: true }, () => {});
    if (arrived) this.#interrupts.arrived();
  };

  #terminated(): InterruptError {
    this.#interrupts.arrived();
    return new InterruptError();
  }

  #exception({ exception, text }: NonNullable<EvaluateResult["exceptionDetails"]>): unknown {
    if (!exception) return new Error(text);
    if (exception.objectId === undefined) return primitive(exception);
    this.#thrown = undefined;
    const functionDeclaration = `function () { "use strict"; ${helper}.thrown(this); }`;
    this.#session.post("Runtime.callFunctionOn", { objectId: exception.objectId, functionDeclaration, silent: true });
    this.#session.post("Runtime.releaseObjectGroup", { objectGroup: "cell" });
    const error = this.#thrown;
    this.#thrown = undefined;
    return error;
  }
}

function primitive({ type, value, unserializableValue }: RemoteObject): unknown {
  if (type === "undefined" || unserializableValue === undefined) return value;
  return type === "bigint" ? BigInt(unserializableValue.slice(0, -1)) : Number(unserializableValue);
}
