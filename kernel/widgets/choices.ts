/** What selections choose from: values with labels. */

import { inspect } from "node:util";
import { same } from "./state.ts";
import { Refusal, type Trait } from "./trait.ts";

/** Values, pairs of label and value, or a dictionary from labels to values. */
export type Choices<T> =
  | Iterable<readonly [label: string, value: T]>
  | Iterable<T>
  | ReadonlyMap<string, T>
  | Readonly<Record<string, T>>;

export interface Choice<T = unknown> {
  readonly label: string;
  readonly value: T;
}

/** Whether two values are the same choice. */
export type Equals = (a: unknown, b: unknown) => boolean;

const known = new WeakMap<object, readonly Choice[]>();

/** @param given what `choices()` accepted */
export function choicesOf(given: unknown): readonly Choice[] {
  return known.get(given as object) ?? [];
}

const labelOf = (value: unknown) => (typeof value === "string" ? value : inspect(value));

/** @param nonempty whether there must be one */
export function choices({ nonempty = false } = {}): Trait<Choices<unknown>> {
  return {
    sync: false,
    initial: () => Object.freeze([]),
    accept(given) {
      if (typeof given !== "object" || given === null) {
        throw new Refusal("a list of values, a list of [label, value] pairs, or a dictionary from labels to values");
      }
      const kept =
        Symbol.iterator in given && !(given instanceof Map) ? Object.freeze([...(given as Iterable<unknown>)]) : given;
      const list = listOf(kept);
      if (nonempty && list.length === 0) throw new Refusal("at least one choice");
      known.set(kept, list);
      return kept as Choices<unknown>;
    },
  };
}

function listOf(given: object): readonly Choice[] {
  const isPair = (item: unknown) => Array.isArray(item) && item.length === 2;
  const items: readonly unknown[] = Array.isArray(given)
    ? given
    : [...(given instanceof Map ? given : Object.entries(given))];
  if (items.every(isPair))
    return items.map((item) => ({ label: String((item as unknown[])[0]), value: (item as unknown[])[1] }));
  return items.map((value) => ({ label: labelOf(value), value }));
}

export const equalsTrait: Trait<Equals> = {
  sync: false,
  initial: () => same,
  accept(given) {
    if (typeof given === "function") return given as Equals;
    throw new Refusal("a function of two values");
  },
};
