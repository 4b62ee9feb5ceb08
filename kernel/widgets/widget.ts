/** What all widgets are: traits that the front end holds, too, over a comm of the jupyter.widget protocol, version 2. */

import { type InspectOptions, inspect } from "node:util";
import { displaySymbol } from "../../runtime/host.ts";
import { Comm, type CommMessage } from "../comms/comm.ts";
import { currentHost } from "../comms/host.ts";
import { Callbacks, fromFrontEnd } from "./callbacks.ts";
import { isDictionary, putBuffers, same, separateBuffers } from "./state.ts";
import { type Options, Refusal, type Trait, TraitError, type Traits, type Values } from "./trait.ts";

const protocolVersion = "2.1.0";
const viewMime = "application/vnd.jupyter.widget-view+json";

/** Where the front end finds the code of a widget. */
export interface ModelSpec {
  readonly model: string;
  /** Null for what cannot be shown. */
  readonly view: string | null;
  readonly module: string;
  readonly version: string;
  readonly viewModule: string | null;
  readonly viewVersion: string;
}

/** A trait has changed. */
export interface Change<T = unknown, W = Widget> {
  readonly name: string;
  readonly old: T;
  readonly new: T;
  readonly owner: W;
}

/** The names of a widget's traits, and of nothing else that it has. */
export type TraitName<W> = {
  [K in keyof W]-?: W[K] extends (...args: never[]) => unknown ? never : K;
}[keyof W] &
  string;

export type MessageHandler = (content: unknown, buffers: readonly Uint8Array[]) => unknown;

/** In place of a trait's name: all of them. */
export const all = Symbol("all traits");

export interface WidgetClass {
  new (options?: never): Widget;
  readonly traits: Traits;
  readonly spec: ModelSpec;
}

/** What the constructor of a widget takes. */
export type OptionsOf<B> = B extends new (options?: infer O) => Widget ? NonNullable<O> : never;

/** Both, as one type that is shown as such. Where both have a member, the second one's counts. */
export type Merged<A, B> = B & Omit<A, keyof B> extends infer O ? { [K in keyof O]: O[K] } : never;

/** A class with more traits. */
export type Defined<B extends WidgetClass, T extends Traits> = {
  new (options?: Merged<OptionsOf<B>, Options<T>>): InstanceType<B> & Values<T>;
  readonly traits: Traits;
  readonly spec: ModelSpec;
};

/** All widgets that are open, by their ids. */
export const widgets = new Map<string, Widget>();

/** The comm of a widget that the front end is opening. */
let accepted: Comm | undefined;

export class Widget {
  static readonly traits: Traits = {};
  static readonly spec: ModelSpec = {
    model: "WidgetModel",
    view: null,
    module: "@jupyter-widgets/base",
    version: "2.0.0",
    viewModule: null,
    viewVersion: "",
  };
  readonly #values = new Map<string, unknown>();
  readonly #observers = new Map<string | typeof all, Callbacks<[Change]>>();
  readonly #messages = new Callbacks<[content: unknown, buffers: readonly Uint8Array[]]>();
  /** Reports an error in the output of the cell that made this widget. */
  readonly #run = currentHost()?.bind() ?? ((call) => void call());
  /** While changes are held: what the changed traits were before. */
  #held: Map<string, unknown> | undefined;
  /** While a state from the front end is set: what it holds, which need not be sent back. */
  #received: ReadonlyMap<string, unknown> = new Map();
  /** While sending is held: what is to be sent. */
  #unsent: Set<string> | undefined;
  #comm: Comm | undefined;

  /** Makes properties of traits. */
  static attach(prototype: Widget, names: readonly string[]): void {
    for (const name of names) {
      Object.defineProperty(prototype, name, {
        configurable: true,
        enumerable: true,
        get(this: Widget) {
          return this.#values.get(name);
        },
        set(this: Widget, value: unknown) {
          this.#set(name, value);
        },
      });
    }
  }

  /** The kernel's end of a widget that the front end has opened. */
  static accept(comm: Comm, Class: WidgetClass): Widget {
    accepted = comm;
    try {
      return new Class();
    } finally {
      accepted = undefined;
    }
  }

  /** @throws TraitError that names the option, what it needs and what was given */
  constructor(options: object = {}) {
    const comm = accepted;
    accepted = undefined;
    for (const [name, trait] of Object.entries(this.#traits)) this.#values.set(name, trait.initial());
    this.#hold(() => {
      for (const [name, value] of Object.entries(this.prepare({ ...options }))) {
        if (!Object.hasOwn(this.#traits, name)) throw new TraitError(this.#unknown(name));
        if (value !== undefined) this.#set(name, value);
      }
    });
    this.#open(comm);
  }

  // What subclasses fill in. The constructor calls all of these, before a subclass has fields of its own.

  /** The options of the constructor, with defaults that depend on others. */
  protected prepare(options: Record<string, unknown>): Record<string, unknown> {
    return options;
  }

  /** The value that a trait really gets, in view of the others. @throws TraitError */
  protected validate(_name: string, value: unknown): unknown {
    return value;
  }

  /** A trait has changed; observers hear of it after. */
  protected changed(_change: Change): void {}

  /** The front end has sent a message of the widget's own. */
  protected receive(content: unknown, buffers: readonly Uint8Array[]): void {
    this.#messages.call(content, buffers);
  }

  // Traits

  get #traits(): Traits {
    return (this.constructor as unknown as WidgetClass).traits;
  }

  get #spec(): ModelSpec {
    return (this.constructor as unknown as WidgetClass).spec;
  }

  #set(name: string, given: unknown): void {
    let value = this.accepted(name, given);
    if (!this.#held) value = this.validate(name, value);
    const old = this.#values.get(name);
    if (same(old, value)) return;
    this.#values.set(name, value);
    if (!this.#held) this.notify({ name, old, new: value, owner: this });
    else if (!this.#held.has(name)) this.#held.set(name, old);
  }

  /** What `given` stands for as a value of the trait `name`. @throws TraitError */
  protected accepted(name: string, given: unknown): unknown {
    try {
      return this.#traits[name].accept(given);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      throw new TraitError(`${this.constructor.name}: ${name} must be ${error.message}, got ${brief(given)}`);
    }
  }

  /** Sets several traits as one: they are checked against each other at the end, and an error leaves all as they were. */
  #hold(work: () => void): void {
    if (this.#held) {
      work();
      return;
    }
    const held = new Map<string, unknown>();
    this.#held = held;
    try {
      work();
      for (const name of [...held.keys()]) this.#values.set(name, this.validate(name, this.#values.get(name)));
    } catch (error) {
      for (const [name, old] of held) this.#values.set(name, old);
      throw error;
    } finally {
      this.#held = undefined;
    }
    for (const [name, old] of held) {
      const value = this.#values.get(name);
      if (!same(old, value)) this.notify({ name, old, new: value, owner: this });
    }
  }

  #unknown(name: string): string {
    const camel = name.replace(/(?<=.)_(\w)/g, (_, letter: string) => letter.toUpperCase());
    const known = Object.keys(this.#traits).filter((trait) => !trait.startsWith("_"));
    const hint = known.includes(camel) ? `write ${camel}` : `there are ${known.join(", ")}`;
    return `${this.constructor.name}: there is no option ${name}; ${hint}`;
  }

  /** Tells the front end and the observers. */
  protected notify(change: Change): void {
    if (this.#comm && this.#shouldSend(change.name)) this.sendState(change.name);
    this.changed(change);
    this.#observers.get(change.name)?.call(change);
    this.#observers.get(all)?.call(change);
  }

  /**
   * Calls `handler` after each change of the traits `names`, by a cell or by the person at the front end. What it prints
   * and throws goes to the output of the cell that called `observe`, where the front end changed the trait.
   * @param names the default is `all`
   */
  observe<K extends TraitName<this>>(
    handler: (change: Change<this[K], this>) => unknown,
    names: K | readonly K[] | typeof all = all,
  ): void {
    for (const name of this.#names(names)) {
      const callbacks = this.#observers.get(name) ?? new Callbacks<[Change]>();
      this.#observers.set(name, callbacks);
      callbacks.add(handler as (change: Change) => unknown);
    }
  }

  /** Stops calling `handler` for the traits `names`. */
  unobserve<K extends TraitName<this>>(
    handler: (change: Change<this[K], this>) => unknown,
    names: K | readonly K[] | typeof all = all,
  ): void {
    for (const name of this.#names(names)) {
      this.#observers.get(name)?.remove(handler as (change: Change) => unknown);
    }
  }

  /** Forgets all observers, or those of one trait. */
  unobserveAll(name: TraitName<this> | typeof all = all): void {
    if (name === all) this.#observers.clear();
    else this.#observers.delete(name);
  }

  #names(names: string | readonly string[] | typeof all): readonly (string | typeof all)[] {
    if (typeof names === "symbol") return [all];
    const list = typeof names === "string" ? [names] : names;
    for (const name of list) {
      if (!Object.hasOwn(this.#traits, name)) throw new TraitError(this.#unknown(name));
    }
    return list;
  }

  // State

  /** What the front end holds of this widget: all of it, or the traits `names`. */
  getState(names?: string | readonly string[]): Record<string, unknown> {
    if (names !== undefined) return this.#stateOf(typeof names === "string" ? [names] : names);
    const { model, view, module, version, viewModule, viewVersion } = this.#spec;
    return {
      _model_name: model,
      _model_module: module,
      _model_module_version: version,
      _view_name: view,
      _view_module: viewModule,
      _view_module_version: viewVersion,
      _view_count: null,
      ...this.#stateOf(Object.keys(this.#traits)),
    };
  }

  #stateOf(names: readonly string[]): Record<string, unknown> {
    const synced = names.filter((name) => this.#traits[name]?.sync);
    return Object.fromEntries(synced.map((name) => [keyOf(name, this.#traits[name]), this.#json(name)]));
  }

  #json(name: string): unknown {
    const trait = this.#traits[name];
    const value = this.#values.get(name);
    return trait.toJson ? trait.toJson(value) : toJson(value);
  }

  /** Sends the traits `names`, or all of them, to the front end, as they are now. */
  sendState(names?: string | readonly string[]): void {
    const { state, bufferPaths, buffers } = separateBuffers(this.getState(names));
    if (Object.keys(state).length === 0 && buffers.length === 0) return;
    this.#post({ method: "update", state, buffer_paths: bufferPaths }, buffers);
  }

  /** Calls `work` and sends what it changes in one message, at the end. */
  holdSync<T>(work: () => T): T {
    if (this.#unsent) return work();
    this.#unsent = new Set();
    try {
      return work();
    } finally {
      const unsent = [...this.#unsent];
      this.#unsent = undefined;
      if (unsent.length > 0) this.sendState(unsent);
    }
  }

  #shouldSend(name: string): boolean {
    if (!this.#traits[name].sync) return false;
    if (this.#received.has(name) && same(this.#json(name), this.#received.get(name))) {
      this.#unsent?.delete(name);
      return false;
    }
    this.#unsent?.add(name);
    return !this.#unsent;
  }

  /** The front end has changed `state`, under its own names for traits. Other front ends hear of it by the echo. */
  setState(state: Record<string, unknown>): void {
    const names = new Map(Object.entries(this.#traits).map(([name, trait]) => [keyOf(name, trait), name]));
    const known = Object.entries(state).filter(([key]) => this.#traits[names.get(key) ?? ""]?.sync);
    const echoed = known.filter(([key]) => this.#traits[names.get(key) ?? ""].echo !== false);
    if (echoed.length > 0) {
      const echo = separateBuffers(Object.fromEntries(echoed));
      this.#post({ method: "echo_update", state: echo.state, buffer_paths: echo.bufferPaths }, echo.buffers);
    }
    const received = known.map(([key, json]) => [names.get(key) as string, json] as const);
    this.#received = new Map(received);
    try {
      this.#hold(() => {
        for (const [name, json] of received) this.#set(name, (this.#traits[name].fromJson ?? fromJson)(json));
      });
    } finally {
      this.#received = new Map();
    }
  }

  // The comm

  #open(comm: Comm | undefined): void {
    const { state, bufferPaths, buffers } = separateBuffers(this.getState());
    const data = { state, buffer_paths: bufferPaths };
    this.#comm = comm ?? new Comm("jupyter.widget", { data, buffers, metadata: { version: protocolVersion } });
    widgets.set(this.#comm.commId, this);
    // A front end without widgets closes all that it hears of: they work on for other front ends, and for code.
    this.#comm.listen(
      (message) => this.#receive(message),
      () => {},
    );
  }

  #post(data: Readonly<Record<string, unknown>>, buffers: readonly Uint8Array[]): void {
    if (this.#comm && !this.#comm.closed) this.#comm.send(data, { buffers });
  }

  #receive({ data, buffers }: CommMessage): void {
    try {
      fromFrontEnd(() => {
        if (data.method === "update") {
          const state = isDictionary(data.state) ? data.state : {};
          putBuffers(state, data.buffer_paths ?? [], buffers);
          this.setState(state);
        } else if (data.method === "request_state") this.sendState();
        else if (data.method === "custom") this.receive(data.content, buffers);
        else
          throw new TypeError(
            `${this.constructor.name}: the front end sent a message of the unknown method ${data.method}`,
          );
      });
    } catch (error) {
      this.#run(() => {
        throw error;
      });
    }
  }

  /** Its id in the front end. @throws Error when it is closed */
  get modelId(): string {
    if (this.#comm) return this.#comm.commId;
    throw new Error(`${this.constructor.name}: it is closed, and cannot be shown again; make a new one`);
  }

  get closed(): boolean {
    return this.#comm === undefined;
  }

  /** Removes it from the front end, wherever it is shown. */
  close(): void {
    if (this.#comm) widgets.delete(this.#comm.commId);
    this.#comm?.close();
    this.#comm = undefined;
  }

  /** Sends a message of the widget's own to its code in the front end. */
  send(content: unknown, buffers: readonly Uint8Array[] = []): void {
    this.#post({ method: "custom", content }, buffers);
  }

  /** Calls `handler` with each message that the widget's code in the front end sends. */
  onMsg(handler: MessageHandler, { remove = false }: { readonly remove?: boolean } = {}): void {
    if (remove) this.#messages.remove(handler);
    else this.#messages.add(handler);
  }

  // Display

  [displaySymbol](): Record<string, unknown> {
    const text = inspect(this, { breakLength: Infinity });
    const data: Record<string, unknown> = { "text/plain": text.length > 110 ? `${text.slice(0, 110)}…` : text };
    if (this.#spec.view !== null && this.#comm) {
      data[viewMime] = { version_major: 2, version_minor: 0, model_id: this.modelId };
    }
    return data;
  }

  /** Traits that console.log does not show. */
  protected get hidden(): readonly string[] {
    return ["layout", "style"];
  }

  [inspect.custom](depth: number, options: InspectOptions): string {
    if (depth < 0) return `[${this.constructor.name}]`;
    const shown = Object.entries(this.#traits).filter(([name, trait]) => {
      if (name.startsWith("_") || this.hidden.includes(name)) return false;
      return name === "value" || !same(this.#values.get(name), trait.initial());
    });
    shown.sort(([a], [b]) => Number(b === "value") - Number(a === "value"));
    const values = Object.fromEntries(shown.map(([name]) => [name, this.#values.get(name)]));
    return `${this.constructor.name} ${inspect(values, { ...options, depth })}`;
  }
}

/** A class like `Base` with these traits, too: each is a property, and an option of the constructor. */
export function define<B extends WidgetClass, T extends Traits>(
  Base: B,
  spec: Partial<ModelSpec>,
  traits: T,
): Defined<B, T> {
  const Parent = Base as unknown as typeof Widget;
  const Extended = class extends Parent {
    static override readonly traits = { ...Parent.traits, ...traits };
    static override readonly spec = { ...Parent.spec, ...spec };
  };
  Widget.attach(Extended.prototype, Object.keys(traits));
  return Extended as unknown as Defined<B, T>;
}

/** `readoutFormat` is `readout_format` in the front end. */
function keyOf(name: string, { key }: Trait): string {
  return key ?? name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

const modelPrefix = "IPY_MODEL_";

function toJson(value: unknown): unknown {
  if (value instanceof Widget) return modelPrefix + value.modelId;
  if (Array.isArray(value)) return value.map(toJson);
  if (!isDictionary(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, toJson(item)]));
}

function fromJson(json: unknown): unknown {
  if (typeof json === "string" && json.startsWith(modelPrefix))
    return widgets.get(json.slice(modelPrefix.length)) ?? json;
  if (Array.isArray(json)) return json.map(fromJson);
  if (!isDictionary(json)) return json;
  return Object.fromEntries(Object.entries(json).map(([key, item]) => [key, fromJson(item)]));
}

function brief(value: unknown): string {
  return inspect(value, { depth: 0, breakLength: Infinity, maxStringLength: 60 });
}
