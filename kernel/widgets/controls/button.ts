import { Callbacks } from "../callbacks.ts";
import { controlSpec, DOMWidget } from "../dom-widget.ts";
import { member } from "../members.ts";
import { ButtonStyle, buttonStyles } from "../style.ts";
import { bool, oneOf, text } from "../trait.ts";
import { define } from "../widget.ts";

export class Button extends define(
  DOMWidget,
  { ...controlSpec, model: "ButtonModel", view: "ButtonView" },
  {
    /** What is written on it. */
    description: text(""),
    disabled: bool(false),
    /** A name of Font Awesome, without `fa-`. */
    icon: text(""),
    buttonStyle: oneOf("", buttonStyles),
    style: member(ButtonStyle),
  },
) {
  readonly #clicks = new Callbacks<[Button]>();

  /** Calls `handler` at each click. What it prints and throws goes to the output of the cell that called `onClick`. */
  onClick(handler: (button: Button) => unknown, { remove = false }: { readonly remove?: boolean } = {}): void {
    if (remove) this.#clicks.remove(handler);
    else this.#clicks.add(handler);
  }

  /** Does what a click does. */
  click(): void {
    this.#clicks.call(this);
  }

  protected override receive(content: unknown, buffers: readonly Uint8Array[]): void {
    super.receive(content, buffers);
    if ((content as { event?: unknown } | null)?.event === "click") this.click();
  }

  protected override validate(name: string, value: unknown): unknown {
    return name === "icon" ? String(value).replaceAll("fa-", "") : value;
  }
}
