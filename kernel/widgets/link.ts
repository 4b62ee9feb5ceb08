/** Traits that are kept the same: by the kernel, or by the front end alone. */

import { controlSpec } from "./dom-widget.ts";
import { Refusal, type Trait, TraitError } from "./trait.ts";
import { type Change, define, type TraitName, Widget, type WidgetClass } from "./widget.ts";

/** A widget and the name of one of its traits. */
export type TraitPlace<W extends Widget = Widget> = readonly [widget: W, name: TraitName<W>];

export interface LinkHandle {
  unlink(): void;
}

const read = ([widget, name]: TraitPlace) => Reflect.get(widget, name);
const write = ([widget, name]: TraitPlace, value: unknown) => Reflect.set(widget, name, value);

/** Follows one trait. Gives what ends that. */
function follow(source: TraitPlace, changed: (value: unknown) => void): () => void {
  const [widget, name] = source;
  const handler = (change: Change) => changed(change.new);
  widget.observe(handler as never, [name] as never);
  return () => widget.unobserve(handler as never, [name] as never);
}

/** Keeps two traits the same, both ways; the second becomes as the first is. The kernel sees to it. */
export function link<A extends Widget, B extends Widget>(source: TraitPlace<A>, target: TraitPlace<B>): LinkHandle {
  const places = [source, target] as unknown as [TraitPlace, TraitPlace];
  write(places[1], read(places[0]));
  const stops = [
    follow(places[0], (value) => write(places[1], value)),
    follow(places[1], (value) => write(places[0], value)),
  ];
  return {
    unlink() {
      for (const stop of stops) stop();
    },
  };
}

/** Has the second trait follow the first, through `transform` where it is given. The kernel sees to it. */
export function dlink<A extends Widget, B extends Widget>(
  source: TraitPlace<A>,
  target: TraitPlace<B>,
  transform: (value: A[TraitName<A>]) => unknown = (value) => value,
): LinkHandle {
  const places = [source, target] as unknown as [TraitPlace, TraitPlace];
  const take = (value: unknown) => void write(places[1], transform(value as A[TraitName<A>]));
  take(read(places[0]));
  return { unlink: follow(places[0], take) };
}

const place: Trait<TraitPlace> = {
  sync: true,
  initial: () => Object.freeze([]) as unknown as TraitPlace,
  accept(given) {
    const [widget, name] = Array.isArray(given) ? given : [];
    if (!(widget instanceof Widget) || typeof name !== "string") throw new Refusal("a pair [widget, name of a trait]");
    const trait = (widget.constructor as unknown as WidgetClass).traits[name];
    if (!trait?.sync) throw new TraitError(`${widget.constructor.name}: the front end knows of no trait ${name}`);
    return Object.freeze([widget, name]) as unknown as TraitPlace;
  },
  // The front end has its own names for traits.
  toJson: ([widget, name]) => [`IPY_MODEL_${widget.modelId}`, Object.keys(widget.getState(name))[0]],
};

class Link extends define(
  Widget,
  { ...controlSpec, model: "LinkModel", view: null },
  { source: place, target: place },
) {
  unlink(): void {
    this.close();
  }
}

class DirectionalLink extends define(Link, { model: "DirectionalLinkModel" }, {}) {}

/** Keeps two traits the same, both ways, without the kernel: also while a cell runs, and on a page without a kernel. */
export function jslink<A extends Widget, B extends Widget>(source: TraitPlace<A>, target: TraitPlace<B>): LinkHandle {
  return new Link({ source: source as unknown as TraitPlace, target: target as unknown as TraitPlace });
}

/** Has the second trait follow the first, without the kernel. */
export function jsdlink<A extends Widget, B extends Widget>(source: TraitPlace<A>, target: TraitPlace<B>): LinkHandle {
  return new DirectionalLink({ source: source as unknown as TraitPlace, target: target as unknown as TraitPlace });
}
