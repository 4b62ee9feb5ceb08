/** Widgets of one's own: a module for the browser, and traits that it shares with the kernel. See https://anywidget.dev. */

import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { extname } from "node:path";
import type * as Esbuild from "esbuild";
import { DOMWidget } from "./dom-widget.ts";
import { asBytes, isDictionary } from "./state.ts";
import { Refusal, type Trait, text } from "./trait.ts";
import { define, type OptionsOf, type WidgetClass } from "./widget.ts";

const anywidget = { module: "anywidget", version: "*", viewModule: "anywidget", viewVersion: "*" };

const defaultModule = `export default {
  render({ model, el }) {
    el.textContent = "The widget " + model.get("_anywidget_id") + " has no _esm yet: a module that exports { render({ model, el }) { … } }.";
  },
};
`;

class AnyWidgetBase extends define(
  DOMWidget,
  { ...anywidget, model: "AnyModel", view: "AnyView" },
  {
    _esm: text(defaultModule),
    _anywidget_id: text(""),
  },
) {
  protected override prepare(options: Record<string, unknown>): Record<string, unknown> {
    return { _anywidget_id: this.constructor.name, ...options };
  }
}

/** The code of a widget, and the defaults of the traits that the browser's `model.get` and `model.set` name. */
export interface AnyWidgetSpec {
  /** The module that renders it: its text, its address, or the path of a `.js`, `.ts` or `.tsx` file. */
  readonly _esm?: string;
  /** Style sheet: its text, its address, or the path of a `.css` file. */
  readonly _css?: string;
  readonly [name: string]: unknown;
}

type OwnNames<S> = Exclude<keyof S, "_esm" | "_css">;
type OwnValues<S> = { -readonly [K in OwnNames<S>]: S[K] };

/** A class of widgets with the properties of `S`. */
export type AnyWidgetClass<S> = {
  new (options?: OptionsOf<typeof DOMWidget> & { readonly [K in OwnNames<S>]?: S[K] }): AnyWidget & OwnValues<S>;
  readonly traits: WidgetClass["traits"];
  readonly spec: WidgetClass["spec"];
};

export class AnyWidget extends AnyWidgetBase {
  /**
   * A class of widgets: `_esm`, `_css`, and the other members as traits with their defaults.
   *
   * ```ts
   * class Counter extends AnyWidget.define({ _esm: "./counter.ts", count: 0 }) {}
   * ```
   */
  static define<S extends AnyWidgetSpec>(spec: S): AnyWidgetClass<S> {
    const { _esm, _css, ...own } = spec;
    const traits: Record<string, Trait> = {};
    if (_esm !== undefined) traits._esm = text(source(_esm, "_esm"));
    if (_css !== undefined) traits._css = text(source(_css, "_css"));
    for (const [name, initial] of Object.entries(own)) {
      if (name in AnyWidget.prototype)
        throw new TypeError(`AnyWidget.define: a trait cannot be called ${name}: all widgets have one`);
      traits[name] = { ...like(initial), key: name };
    }
    return define(AnyWidget, {}, traits) as unknown as AnyWidgetClass<S>;
  }
}

const files = { _esm: /\.[mc]?[jt]sx?$/, _css: /\.css$/ };

/** A text that is no path and no address is the code itself. */
function source(given: string, name: keyof typeof files): string {
  if (given.includes("\n") || !files[name].test(given) || /^https?:/.test(given)) return given;
  if (!existsSync(given)) throw new Error(`AnyWidget.define: ${name}: there is no file ${given} in ${process.cwd()}`);
  const code = readFileSync(given, "utf8");
  if (!/^\.(ts|mts|tsx|jsx)$/.test(extname(given))) return code;
  const { transformSync } = createRequire(import.meta.url)("esbuild") as typeof Esbuild;
  const loader = extname(given).endsWith("x") ? "tsx" : "ts";
  return transformSync(code, { loader, format: "esm", target: "es2022", sourcefile: given }).code;
}

/** A trait that takes what is of the kind of its default; null takes all. */
function like(initial: unknown): Trait {
  const kind = kindOf(initial);
  return {
    sync: true,
    initial: () => initial,
    accept(given) {
      if (kind === "null" || kindOf(given) === kind) return given;
      throw new Refusal(`${kind}, as its default is`);
    },
  };
}

function kindOf(value: unknown): string {
  if (value === null || value === undefined) return "null";
  if (Array.isArray(value)) return "a list";
  if (asBytes(value)) return "bytes";
  if (isDictionary(value)) return "a dictionary";
  return typeof value === "object" ? value.constructor.name : `a ${typeof value}`;
}
