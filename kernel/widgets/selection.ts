/** One of several values. */

import { inspect } from "node:util";
import { type Choices, choices, choicesOf, equalsTrait } from "./choices.ts";
import { DescriptionWidget } from "./dom-widget.ts";
import {
  bool,
  int,
  list,
  local,
  named,
  type Options,
  orNull,
  TraitError,
  type Traits,
  text,
  type Values,
} from "./trait.ts";
import { type Change, define, type Merged, type ModelSpec, type OptionsOf } from "./widget.ts";

/** The properties of a selection among values of type T. */
export interface Selected<T> {
  options: Choices<T>;
  /** The value that is selected; null for none. */
  value: T | null;
  /** Its label. */
  label: string | null;
  /** Its place among the options. */
  index: number | null;
  disabled: boolean;
}

export interface SelectionOptions<T> {
  readonly options?: Choices<T>;
  /** The default is the first option. */
  readonly value?: T | null;
  readonly label?: string | null;
  readonly index?: number | null;
  readonly disabled?: boolean;
  /** Whether two values are the same; the default compares lists and dictionaries by what is in them. */
  readonly equals?: (a: T, b: T) => boolean;
}

/** A class of selections with the traits X, too. */
export type SelectionClass<X extends Traits> = {
  new <T>(
    options?: Merged<OptionsOf<typeof DescriptionWidget>, Options<X>> & SelectionOptions<T>,
  ): DescriptionWidget & Selected<T> & Values<X>;
  readonly traits: Traits;
  readonly spec: ModelSpec;
};

class Selection extends define(
  DescriptionWidget,
  {},
  {
    options: choices(),
    value: local<unknown>(() => null),
    label: { ...orNull(text("")), sync: false },
    index: orNull(int(0)),
    optionsLabels: named("_options_labels", list(text(""))),
    disabled: bool(false),
    equals: equalsTrait,
  },
) {
  protected override prepare(options: Record<string, unknown>): Record<string, unknown> {
    const accepted = this.accepted("options", options.options ?? []);
    const all = choicesOf(accepted);
    const given = ["index", "value", "label"].some((name) => options[name] !== undefined);
    const first = all.length > 0 ? { index: 0, ...all[0] } : {};
    return { optionsLabels: all.map(({ label }) => label), ...(given ? {} : first), ...options, options: accepted };
  }

  protected override validate(name: string, value: unknown): unknown {
    const all = choicesOf(this.options);
    if (value === null) return value;
    if (name === "index" && !(Number(value) >= 0 && Number(value) < all.length)) {
      throw new TraitError(`${this.constructor.name}: index must be one of the ${all.length} options, got ${value}`);
    }
    if (name === "label") findChoice(this.constructor.name, name, all, value, (choice) => choice.label === value);
    if (name !== "value") return value;
    const { equals } = this;
    return findChoice(this.constructor.name, name, all, value, (choice) => equals(choice.value, value)).value;
  }

  protected override changed({ name, new: value }: Change): void {
    const all = choicesOf(this.options);
    if (name === "options") chooseAnew(this);
    else if (name === "index") followIndex(this);
    else if (name === "value" || name === "label") {
      const { index, equals } = this;
      const chosen = (i: number) => (name === "label" ? all[i].label === value : equals(all[i].value, value));
      if (value === null) this.index = null;
      else if (index === null || !all[index] || !chosen(index)) this.index = all.findIndex((_, i) => chosen(i));
    }
  }
}

function followIndex(selection: Selection): void {
  const { index } = selection;
  const choice = index === null ? { label: null, value: null } : choicesOf(selection.options)[index];
  selection.label = choice.label;
  selection.value = choice.value;
}

function chooseAnew(selection: Selection): void {
  const all = choicesOf(selection.options);
  selection.optionsLabels = all.map(({ label }) => label);
  // While it is made, the constructor says what is selected.
  if (selection.closed || selection.index === null) return;
  if (all.length === 0) selection.index = null;
  else if (selection.index === 0) followIndex(selection);
  else selection.index = 0;
}

/** @throws TraitError */
export function findChoice<C extends { readonly label: string }>(
  owner: string,
  name: string,
  all: readonly C[],
  given: unknown,
  isIt: (choice: C) => boolean,
): C {
  const found = all.find(isIt);
  if (found) return found;
  const labels = all.map(({ label }) => label);
  const shown = labels.length > 8 ? [...labels.slice(0, 8), "…"] : labels;
  throw new TraitError(`${owner}: ${name} must be one of the options (${shown.join(", ")}), got ${inspect(given)}`);
}

export function defineSelection<X extends Traits>(spec: Partial<ModelSpec>, traits: X): SelectionClass<X> {
  return define(Selection, spec, traits) as unknown as SelectionClass<X>;
}
