/** Functions whose arguments are set by widgets. */

import { inspect } from "node:util";
import { displaySymbol } from "../../runtime/host.ts";
import { currentHost } from "../comms/host.ts";
import { Button } from "./controls/button.ts";
import { Checkbox } from "./controls/checkbox.ts";
import { Dropdown } from "./controls/dropdown.ts";
import { FloatSlider } from "./controls/float-slider.ts";
import { IntSlider } from "./controls/int-slider.ts";
import { Output } from "./controls/output.ts";
import { Text } from "./controls/text.ts";
import { VBox } from "./controls/v-box.ts";
import { DOMWidget } from "./dom-widget.ts";
import { isDictionary } from "./state.ts";
import { TraitError } from "./trait.ts";
import { type Change, Widget } from "./widget.ts";

/** An argument that no widget sets. */
export class Fixed<T> {
  readonly value: T;

  constructor(value: T) {
    this.value = value;
  }
}

/** Passes `value` as it is, where `interact` would make a widget of it. */
export function fixed<T>(value: T): Fixed<T> {
  return new Fixed(value);
}

type ValueWidget = Widget & { readonly value: unknown };

/**
 * What stands for a widget: `[min, max]` and `[min, max, step]` for a slider, over whole numbers where all of them are;
 * a number for a slider around it, true or false for a checkbox, a string for a text box, any other list and a
 * dictionary from labels to values for a menu; a widget for itself.
 */
export type Abbreviation =
  | ValueWidget
  | Fixed<unknown>
  | boolean
  | number
  | string
  | readonly unknown[]
  | ReadonlyMap<string, unknown>
  | { readonly [label: string]: unknown };

/** The values that the widget of an abbreviation gives. */
export type ValueOf<A> =
  A extends Fixed<infer T>
    ? T
    : A extends Widget & { readonly value: infer V }
      ? V
      : A extends boolean
        ? boolean
        : A extends number | readonly [number, number] | readonly [number, number, number]
          ? number
          : A extends string
            ? string
            : A extends readonly (infer T)[]
              ? T
              : A extends ReadonlyMap<string, infer T>
                ? T
                : A extends Readonly<Record<string, infer T>>
                  ? T
                  : never;

type Arguments<A> = { readonly [K in keyof A]: ValueOf<A[K]> };

export interface InteractOptions {
  /** Runs the function only when its button is pressed; the default is false. */
  readonly manual?: boolean;
  /** The default is "Run Interact". */
  readonly manualName?: string;
  /** Shows what the function returns; the default is true for `interact` and false for the others. */
  readonly autoDisplay?: boolean;
  /** Empties the output before each run, once there is something new; the default is true. */
  readonly clearOutput?: boolean;
}

/** Controls for a function's arguments, above what the function prints and shows. */
export class Interactive extends VBox {
  readonly out = new Output();
  /** What the function has returned last. */
  result: unknown;
  readonly #call: (values: Record<string, unknown>) => unknown;
  readonly #controls: ReadonlyMap<string, ValueWidget | Fixed<unknown>>;
  readonly #options: InteractOptions;
  readonly #button: Button | undefined;
  #running: Promise<void> | undefined;
  #again = false;
  /** How many interrupts there were when it began to run: it does not wait for a run that another one has ended. */
  #interrupts = 0;

  constructor(
    call: (values: Record<string, unknown>) => unknown,
    abbreviations: Readonly<Record<string, Abbreviation>>,
    options: InteractOptions = {},
  ) {
    super({ domClasses: ["widget-interact"] });
    if (typeof call !== "function") {
      throw new TypeError(`interact: the first argument must be a function of one object, got ${inspect(call)}`);
    }
    this.#call = call;
    this.#options = options;
    this.#controls = new Map(Object.entries(abbreviations).map(([name, given]) => [name, control(name, given)]));
    const shown = [...this.#controls.values()].filter((widget) => widget instanceof DOMWidget);
    const update = () => this.update();
    if (options.manual) this.#button = new Button({ description: options.manualName ?? "Run Interact" });
    this.#button?.onClick(update);
    for (const widget of shown) {
      if (!this.#button) widget.observe(update, "value" as never);
      else if (widget instanceof Text) {
        widget.continuousUpdate = false;
        widget.observe(update, "value");
      }
    }
    this.children = [...shown, ...(this.#button ? [this.#button] : []), this.out];
    if (!this.#button) this.update();
  }

  /** The values of the controls. */
  get kwargs(): Record<string, unknown> {
    return Object.fromEntries([...this.#controls].map(([name, { value }]) => [name, value]));
  }

  /** Runs the function. Changes that come while it waits for something make one run more, after it. */
  update(): void {
    const interrupts = currentHost()?.interrupts ?? 0;
    this.#again = this.#running !== undefined && this.#interrupts === interrupts;
    if (this.#again) return;
    this.#interrupts = interrupts;
    const { clearOutput = true } = this.#options;
    // What was drawn before is no part of the function's output.
    void currentHost()?.finishOutput();
    const running = this.out.capture(() => this.#run(), { clearOutput, wait: true });
    this.#running = running;
    const done = () => {
      if (this.#running !== running) return;
      this.#running = undefined;
      if (this.#again) this.update();
    };
    running?.then(done, (interrupt: unknown) => {
      done();
      throw interrupt;
    });
  }

  async #run(): Promise<void> {
    const button = this.#button;
    if (button) button.disabled = true;
    try {
      const returned = this.#call(this.kwargs);
      this.result = returned instanceof Promise ? await returned : returned;
      await currentHost()?.finishOutput();
      if (this.result !== undefined && this.#options.autoDisplay) await this.out.appendDisplayData(this.result);
    } finally {
      if (button) button.disabled = false;
    }
  }
}

/**
 * Controls for the arguments of `f`, which takes them by name, and its output below: not shown yet.
 *
 * ```ts
 * interactive(({ x, name }) => `${name} ${x}`, { x: [0, 10], name: ["a", "b"] })
 * ```
 */
export function interactive<const A extends Readonly<Record<string, Abbreviation>>>(
  f: (values: Arguments<A>) => unknown,
  abbreviations: A,
  options: InteractOptions = {},
): Interactive {
  return new Interactive(f as (values: Record<string, unknown>) => unknown, abbreviations, options);
}

/** Shows controls for the arguments of `f`, which takes them by name, and runs it anew whenever one changes. */
export function interact<const A extends Readonly<Record<string, Abbreviation>>>(
  f: (values: Arguments<A>) => unknown,
  abbreviations: A,
  options: InteractOptions = {},
): void {
  currentHost()?.display(interactive(f, abbreviations, { autoDisplay: true, ...options })[displaySymbol]());
}

/** The output alone of `f`, which is run anew whenever one of `controls` changes; they are shown as one likes. */
export function interactiveOutput<const A extends Readonly<Record<string, ValueWidget>>>(
  f: (values: Arguments<A>) => unknown,
  controls: A,
): Output {
  return interactive(f, controls).out;
}

/** Resolves with the next value that a trait gets: `await` lets the front end's messages through. */
export function waitForChange<W extends Widget, K extends string & keyof W>(widget: W, name: K): Promise<W[K]> {
  return new Promise((resolve) => {
    const handler = (change: Change) => {
      widget.unobserve(handler as never, name as never);
      resolve(change.new as W[K]);
    };
    widget.observe(handler as never, name as never);
  });
}

function control(name: string, given: Abbreviation): ValueWidget | Fixed<unknown> {
  const widget = given instanceof Fixed ? given : widgetOf(name, given);
  if ("description" in widget && widget.description === "") widget.description = name;
  return widget;
}

function widgetOf(name: string, given: Abbreviation): ValueWidget & { description?: unknown } {
  if (given instanceof Widget) {
    if ("value" in given) return given;
    throw new TypeError(`interact: ${name} must be a widget that has a value, got ${inspect(given)}`);
  }
  if (typeof given === "string") return new Text({ value: given });
  if (typeof given === "boolean") return new Checkbox({ value: given });
  if (typeof given === "number") return around(given);
  if (Array.isArray(given)) {
    const isRange = (given.length === 2 || given.length === 3) && given.every((item) => typeof item === "number");
    return isRange ? slider(name, given as [number, number, number?]) : new Dropdown({ options: given });
  }
  if (given instanceof Map || isDictionary(given)) return new Dropdown({ options: given });
  throw new TypeError(`interact: no widget can be made of ${name}, got ${inspect(given)}; give one, or fixed(value)`);
}

const sliderFor = (...numbers: readonly number[]) => (numbers.every(Number.isInteger) ? IntSlider : FloatSlider);

/** As ipywidgets does: from -value to 3 · value. */
function around(value: number): IntSlider | FloatSlider {
  const [min, max] = value === 0 ? [0, 1] : value > 0 ? [-value, 3 * value] : [3 * value, -value];
  return new (sliderFor(value))({ min, max, value });
}

function slider(name: string, [min, max, step]: [number, number, number?]): IntSlider | FloatSlider {
  if (min > max) throw new TraitError(`interact: ${name} must be [min, max], got [${min}, ${max}]`);
  if (step !== undefined && !(step > 0)) throw new TraitError(`interact: ${name}: step must be above 0, got ${step}`);
  const Slider = sliderFor(min, max, step ?? 1);
  const middle = min + (max - min) / 2;
  const whole = Slider === IntSlider ? Math.floor(middle) : middle;
  if (step === undefined) return new Slider({ min, max, value: whole });
  return new Slider({ min, max, step, value: min + Math.trunc((whole - min) / step) * step });
}
