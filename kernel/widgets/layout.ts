import { oneOf, orNull, text } from "./trait.ts";
import { type Change, define, type OptionsOf, Widget } from "./widget.ts";

const everywhere = ["inherit", "initial", "unset"] as const;
const css = () => orNull(text(""));
const keyword = <const T extends string>(...words: readonly T[]) => orNull(oneOf(words[0], words));

const sides = ["borderTop", "borderRight", "borderBottom", "borderLeft"] as const;

/** How a widget lies on the page: CSS properties, null where none is set. */
export class Layout extends define(
  Widget,
  { model: "LayoutModel", view: "LayoutView", viewModule: "@jupyter-widgets/base", viewVersion: "2.0.0" },
  {
    alignContent: keyword(
      "flex-start",
      "flex-end",
      "center",
      "space-between",
      "space-around",
      "space-evenly",
      "stretch",
      ...everywhere,
    ),
    alignItems: keyword("flex-start", "flex-end", "center", "baseline", "stretch", ...everywhere),
    alignSelf: keyword("auto", "flex-start", "flex-end", "center", "baseline", "stretch", ...everywhere),
    borderTop: css(),
    borderRight: css(),
    borderBottom: css(),
    borderLeft: css(),
    bottom: css(),
    display: css(),
    flex: css(),
    flexFlow: css(),
    height: css(),
    justifyContent: keyword("flex-start", "flex-end", "center", "space-between", "space-around", ...everywhere),
    justifyItems: keyword("flex-start", "flex-end", "center", ...everywhere),
    left: css(),
    margin: css(),
    maxHeight: css(),
    maxWidth: css(),
    minHeight: css(),
    minWidth: css(),
    overflow: css(),
    order: css(),
    padding: css(),
    right: css(),
    top: css(),
    visibility: keyword("visible", "hidden", ...everywhere),
    width: css(),
    objectFit: keyword("contain", "cover", "fill", "scale-down", "none"),
    objectPosition: css(),
    gridAutoColumns: css(),
    gridAutoFlow: keyword("column", "row", "row dense", "column dense", ...everywhere),
    gridAutoRows: css(),
    gridGap: css(),
    gridTemplateRows: css(),
    gridTemplateColumns: css(),
    gridTemplateAreas: css(),
    gridRow: css(),
    gridColumn: css(),
    gridArea: css(),
    /** The border of all four sides; null where they differ. */
    border: { ...css(), sync: false },
  },
) {
  protected override prepare({ border, ...options }: Record<string, unknown>): Record<string, unknown> {
    return border === undefined ? options : { ...Object.fromEntries(sides.map((side) => [side, border])), ...options };
  }

  protected override changed({ name, new: value }: Change): void {
    if (name === "border" && value !== null) for (const side of sides) this[side] = value as string;
    const [first] = sides.map((side) => this[side]);
    this.border = sides.every((side) => this[side] === first) ? first : null;
  }
}

export interface LayoutOptions extends OptionsOf<typeof Layout> {}
