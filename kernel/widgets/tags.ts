/** Lists that are typed, one tag after the other. */

import { inspect } from "node:util";
import { DescriptionWidget } from "./dom-widget.ts";
import { bool, list, type Trait, TraitError, text } from "./trait.ts";
import { define } from "./widget.ts";

export const tagsTraits = <T>(tag: Trait<T>) => ({
  value: list(tag),
  /** What is shown as long as there are none. */
  placeholder: text("\u200b"),
  /** The default is all. */
  allowedTags: list(tag),
  allowDuplicates: bool(true),
});

export class Tags extends define(DescriptionWidget, {}, {}) {
  protected override validate(name: string, value: unknown): unknown {
    if (name !== "value") return value;
    const { allowedTags, min, max } = this as unknown as {
      readonly allowedTags: readonly unknown[];
      readonly min?: number | null;
      readonly max?: number | null;
    };
    for (const tag of value as readonly unknown[]) {
      const needed = whatIsMissing(tag, allowedTags, min ?? -Infinity, max ?? Infinity);
      if (needed) throw new TraitError(`${this.constructor.name}: value must have ${needed}, got ${inspect(tag)}`);
    }
    return value;
  }
}

function whatIsMissing(tag: unknown, allowed: readonly unknown[], min: number, max: number): string | undefined {
  if (tag === "") return "no blank tags";
  if (allowed.length > 0 && !allowed.includes(tag)) return `tags of ${allowed.join(", ")} only`;
  if (typeof tag === "number" && (tag < min || tag > max)) return `numbers from ${min} to ${max} only`;
  return undefined;
}
