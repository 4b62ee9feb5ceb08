import { definePages, Pages } from "../container.ts";

class Tabs extends Pages {
  protected override prepare(options: Record<string, unknown>): Record<string, unknown> {
    const children = [...((options.children ?? []) as Iterable<unknown>)];
    return children.length > 0 ? { selectedIndex: 0, ...options, children } : options;
  }

  protected override resetSelectedIndex(): void {
    const { length } = this.children;
    if (length === 0) this.selectedIndex = null;
    else if (this.selectedIndex === null) this.selectedIndex = 0;
    else if (length <= this.selectedIndex) this.selectedIndex = length - 1;
  }
}

/** Widgets on pages behind each other, with tabs. */
export class Tab extends definePages(Tabs, { model: "TabModel", view: "TabView" }) {}
