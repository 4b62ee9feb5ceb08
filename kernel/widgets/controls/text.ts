import { Callbacks } from "../callbacks.ts";
import { DescriptionWidget } from "../dom-widget.ts";
import { member } from "../members.ts";
import { stringTraits } from "../string.ts";
import { TextStyle } from "../style.ts";
import { bool } from "../trait.ts";
import { define } from "../widget.ts";

/** A box to type a line into. */
export class Text extends define(
  DescriptionWidget,
  { model: "TextModel", view: "TextView" },
  {
    ...stringTraits(),
    disabled: bool(false),
    /** Whether the value changes with each key, and not only with Enter. */
    continuousUpdate: bool(true),
    style: member(TextStyle),
  },
) {
  readonly #submits = new Callbacks<[Text]>();

  /** Calls `handler` at each press of Enter. */
  onSubmit(handler: (text: Text) => unknown, { remove = false }: { readonly remove?: boolean } = {}): void {
    if (remove) this.#submits.remove(handler);
    else this.#submits.add(handler);
  }

  protected override receive(content: unknown, buffers: readonly Uint8Array[]): void {
    super.receive(content, buffers);
    if ((content as { event?: unknown } | null)?.event === "submit") this.#submits.call(this);
  }
}
