/** Several of several values. */

import { type Choices, choices, choicesOf, equalsTrait } from "./choices.ts";
import { DescriptionWidget } from "./dom-widget.ts";
import { findChoice } from "./selection.ts";
import {
  bool,
  int,
  list,
  local,
  named,
  type Options,
  Refusal,
  TraitError,
  type Traits,
  text,
  type Values,
} from "./trait.ts";
import { type Change, define, type Merged, type ModelSpec, type OptionsOf } from "./widget.ts";

/** The properties of a selection of several values of type T. */
export interface MultipleSelected<T> {
  options: Choices<T>;
  /** The values that are selected. */
  value: readonly T[];
  /** Their labels. */
  label: readonly string[];
  /** Their places among the options. */
  index: readonly number[];
  disabled: boolean;
}

export interface MultipleSelectionOptions<T> {
  readonly options?: Choices<T>;
  readonly value?: readonly T[];
  readonly label?: readonly string[];
  readonly index?: readonly number[];
  readonly disabled?: boolean;
  /** Whether two values are the same; the default compares lists and dictionaries by what is in them. */
  readonly equals?: (a: T, b: T) => boolean;
}

/** A class of such selections with the traits X, too. */
export type MultipleSelectionClass<X extends Traits> = {
  new <T>(
    options?: Merged<OptionsOf<typeof DescriptionWidget>, Options<X>> & MultipleSelectionOptions<T>,
  ): DescriptionWidget & MultipleSelected<T> & Values<X>;
  readonly traits: Traits;
  readonly spec: ModelSpec;
};

const values = local<readonly unknown[]>(
  () => Object.freeze([]),
  (given) => {
    if (Array.isArray(given)) return Object.freeze([...given]);
    throw new Refusal("a list of values");
  },
);

export class MultipleSelection extends define(
  DescriptionWidget,
  {},
  {
    options: choices(),
    value: values,
    label: { ...list(text("")), sync: false },
    index: list(int(0)),
    optionsLabels: named("_options_labels", list(text(""))),
    disabled: bool(false),
    equals: equalsTrait,
  },
) {
  protected override prepare(options: Record<string, unknown>): Record<string, unknown> {
    const accepted = this.accepted("options", options.options ?? []);
    return { optionsLabels: choicesOf(accepted).map(({ label }) => label), ...options, options: accepted };
  }

  protected override validate(name: string, value: unknown): unknown {
    const all = choicesOf(this.options);
    const owner = this.constructor.name;
    const given = value as readonly unknown[];
    if (name === "index" && !given.every((i) => Number(i) >= 0 && Number(i) < all.length)) {
      throw new TraitError(`${owner}: index must be among the ${all.length} options, got [${given.join(", ")}]`);
    }
    if (name === "label") for (const one of given) findChoice(owner, name, all, one, ({ label }) => label === one);
    if (name !== "value") return value;
    const { equals } = this;
    return Object.freeze(
      given.map((one) => findChoice(owner, name, all, one, (choice) => equals(choice.value, one)).value),
    );
  }

  protected override changed({ name, new: value }: Change): void {
    const all = choicesOf(this.options);
    if (name === "options") {
      this.optionsLabels = all.map(({ label }) => label);
      if (!this.closed) this.index = this.afterOptions();
    } else if (name === "index") {
      this.label = this.index.map((i) => all[i].label);
      this.value = this.index.map((i) => all[i].value);
    } else if (name === "label") {
      this.index = this.label.map((one) => all.findIndex(({ label }) => label === one));
    } else if (name === "value") {
      const { equals } = this;
      this.index = (value as readonly unknown[]).map((one) => all.findIndex((choice) => equals(choice.value, one)));
    }
  }

  /** What is selected once the options are others. */
  protected afterOptions(): readonly number[] {
    return [];
  }
}

export function defineMultipleSelection<X extends Traits>(
  Base: typeof MultipleSelection,
  spec: Partial<ModelSpec>,
  traits: X,
): MultipleSelectionClass<X> {
  return define(Base, spec, traits) as unknown as MultipleSelectionClass<X>;
}
