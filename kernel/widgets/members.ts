/** Traits that hold other widgets. */

import { isDictionary } from "./state.ts";
import type { Trait } from "./trait.ts";
import { Refusal } from "./trait.ts";
import { type OptionsOf, Widget, type WidgetClass } from "./widget.ts";

/** A widget of one class. The options of a new one stand for it. */
export function member<C extends WidgetClass>(Class: C): Trait<InstanceType<C>, InstanceType<C> | OptionsOf<C>> {
  const Made = Class as unknown as new (options?: object) => InstanceType<C>;
  return {
    sync: true,
    initial: () => new Made(),
    accept(given) {
      if (given instanceof Made) return given;
      if (isDictionary(given)) return new Made(given);
      throw new Refusal(`a ${Class.name}, or its options`);
    },
  };
}

/** Any widget. */
export const anyWidget: Trait<Widget> = {
  sync: true,
  initial: () => new Widget(),
  accept(given) {
    if (given instanceof Widget) return given;
    throw new Refusal("a widget");
  },
};
