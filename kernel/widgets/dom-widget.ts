/** Widgets that can be shown: with a layout, and most with a description beside them. */

import { Layout, type LayoutOptions } from "./layout.ts";
import { member } from "./members.ts";
import { DescriptionStyle } from "./style.ts";
import { bool, list, named, orNull, type Trait, text } from "./trait.ts";
import { define, Widget } from "./widget.ts";

export class DOMWidget extends define(
  Widget,
  { model: "DOMWidgetModel" },
  {
    /** CSS classes of its element. */
    domClasses: named("_dom_classes", list(text(""))),
    layout: member(Layout) as Trait<Layout, Layout | LayoutOptions>,
    /** Whether the Tab key reaches it; null leaves that to the browser. */
    tabbable: orNull(bool(false)),
    tooltip: orNull(text("")),
  },
) {
  addClass(name: string): this {
    if (!this.domClasses.includes(name)) this.domClasses = [...this.domClasses, name];
    return this;
  }

  removeClass(name: string): this {
    this.domClasses = this.domClasses.filter((other) => other !== name);
    return this;
  }

  /** Gives it the keyboard's focus. */
  focus(): void {
    this.send({ do: "focus" });
  }

  blur(): void {
    this.send({ do: "blur" });
  }
}

export const controlSpec = {
  module: "@jupyter-widgets/controls",
  version: "2.0.0",
  viewModule: "@jupyter-widgets/controls",
  viewVersion: "2.0.0",
};

/** A control of `@jupyter-widgets/controls` with a description. */
export class DescriptionWidget extends define(DOMWidget, controlSpec, {
  description: text(""),
  /** Whether HTML in the description is rendered. */
  descriptionAllowHtml: { ...bool(false), key: "description_allow_html" },
  style: member(DescriptionStyle),
}) {}
