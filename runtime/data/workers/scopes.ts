/** The values that a function sees around it, by the inspector of this very thread. */

import { Session } from "node:inspector";

/** Where the inspector puts what it finds, for this thread alone. */
const counter = Symbol.for("tangent.data.scopes");

interface Exchange {
  subject: unknown;
  found: unknown;
}

interface Remote {
  readonly objectId?: string;
  readonly description?: string;
}
interface Described {
  readonly name: string;
  readonly value?: Remote;
}
interface Properties {
  readonly result: readonly Described[];
  readonly internalProperties?: readonly Described[];
  readonly privateProperties?: readonly Described[];
}

/** Looks into functions and objects. Dispose of it, or the inspector stays connected. */
export class Scopes {
  readonly #session = new Session();
  readonly #exchange: Exchange = { subject: undefined, found: undefined };

  constructor() {
    this.#session.connect();
    Object.defineProperty(globalThis, counter, { value: this.#exchange, configurable: true });
  }

  #post<Result>(method: string, parameters: object): Result {
    let answer: Result | undefined;
    let refused: Error | null = null;
    this.#session.post(method, parameters, (error, result) => {
      refused = error;
      answer = result as Result;
    });
    if (refused !== null) throw new Error(`the inspector does not answer ${method}`, { cause: refused });
    return answer as Result;
  }

  #remote(subject: unknown): string {
    this.#exchange.subject = subject;
    const expression = 'globalThis[Symbol.for("tangent.data.scopes")].subject';
    const { result } = this.#post<{ result: Remote }>("Runtime.evaluate", { expression, silent: true });
    return result.objectId as string;
  }

  /** The object behind the inspector's number. */
  #local(objectId: string): unknown {
    const functionDeclaration = 'function () { globalThis[Symbol.for("tangent.data.scopes")].found = this; }';
    this.#post("Runtime.callFunctionOn", { objectId, functionDeclaration, silent: true });
    return this.#exchange.found;
  }

  #properties(objectId: string): Properties {
    return this.#post<Properties>("Runtime.getProperties", { objectId, ownProperties: true });
  }

  /** What a function sees around it, the nearest first; the global object is left out. */
  of(subject: object): Readonly<Record<string, unknown>>[] {
    const { internalProperties = [] } = this.#properties(this.#remote(subject));
    const list = internalProperties.find(({ name }) => name === "[[Scopes]]")?.value?.objectId;
    if (list === undefined) return [];
    return this.#properties(list).result.flatMap(({ name, value }) => {
      if (!/^\d+$/.test(name) || value?.objectId === undefined) return [];
      const { object } = this.#local(value.objectId) as { object: Record<string, unknown> };
      return object === globalThis ? [] : [object];
    });
  }

  /** The private fields of an object, by name with "#". */
  privates(subject: object): [string, unknown][] {
    const { privateProperties = [] } = this.#properties(this.#remote(subject));
    return privateProperties.flatMap(({ name, value }): [string, unknown][] => {
      if (value === undefined) return [];
      if (value.objectId !== undefined) return [[name, this.#local(value.objectId)]];
      return [[name, (value as { value?: unknown }).value]];
    });
  }

  [Symbol.dispose](): void {
    this.#session.disconnect();
    Reflect.deleteProperty(globalThis, counter);
  }
}
