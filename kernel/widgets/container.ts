/** Widgets that hold others. */

import { controlSpec, DOMWidget } from "./dom-widget.ts";
import { anyWidget } from "./members.ts";
import { int, list, type Options, oneOf, orNull, TraitError, type Traits, text, type Values } from "./trait.ts";
import { type Change, define, type Merged, type ModelSpec, type OptionsOf, type Widget } from "./widget.ts";

export class Container extends define(DOMWidget, controlSpec, {
  /** The widgets inside, in order. */
  children: list(anyWidget),
  boxStyle: oneOf("", ["success", "info", "warning", "danger", ""]),
}) {
  constructor(children: object = {}, options: object = {}) {
    super(Symbol.iterator in children ? { ...options, children } : children);
  }
}

type ContainerOptions<X extends Traits> = Merged<
  OptionsOf<typeof DOMWidget> & { readonly boxStyle?: Container["boxStyle"] },
  Options<X>
>;

/** A class of containers with the traits X, too. The children come first, or among the options. */
export type ContainerClass<B, X extends Traits> = {
  new (children: Iterable<Widget>, options?: ContainerOptions<X>): B & Values<X>;
  new (options?: ContainerOptions<X> & { readonly children?: Iterable<Widget> }): B & Values<X>;
  readonly traits: Traits;
  readonly spec: ModelSpec;
};

export function defineContainer<X extends Traits>(spec: Partial<ModelSpec>, traits: X): ContainerClass<Container, X> {
  return define(Container, spec, traits) as unknown as ContainerClass<Container, X>;
}

const pageTraits = {
  titles: list(text("")),
  /** The page that is shown; null for none. */
  selectedIndex: orNull(int(0)),
};

/** A container of pages with titles, of which one is shown. */
export class Pages extends define(Container, {}, pageTraits) {
  protected override validate(name: string, value: unknown): unknown {
    const { length } = this.children;
    if (name === "titles") {
      const titles = value as readonly string[];
      return Object.freeze(Array.from({ length }, (_, i) => titles[i] ?? ""));
    }
    if (name === "selectedIndex" && value !== null && !(Number(value) >= 0 && Number(value) < length)) {
      throw new TraitError(`${this.constructor.name}: selectedIndex must be one of its ${length} pages, got ${value}`);
    }
    return value;
  }

  protected override changed({ name }: Change): void {
    if (name !== "children") return;
    this.resetSelectedIndex();
    if (this.titles.length !== this.children.length) this.titles = [...this.titles];
  }

  /** The children are others: the page that is shown may be gone. */
  protected resetSelectedIndex(): void {
    if (this.selectedIndex !== null && this.children.length <= this.selectedIndex) this.selectedIndex = null;
  }

  setTitle(index: number, title: string): void {
    this.titles = this.titles.with(index, title);
  }

  getTitle(index: number): string {
    return this.titles[index];
  }
}

export function definePages(Base: typeof Pages, spec: Partial<ModelSpec>): ContainerClass<Pages, typeof pageTraits> {
  return define(Base, spec, {}) as unknown as ContainerClass<Pages, typeof pageTraits>;
}
