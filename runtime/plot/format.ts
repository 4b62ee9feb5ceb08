/** Matplotlib's format strings: "ro--" is red, circles, dashed. And its line styles. */

import type { Rgba } from "./color/color.ts";
import { letters } from "./color/color.ts";
import { isMarker, type Marker } from "./markers.ts";
import type { Renderer, Stroke } from "./render/renderer.ts";

const words: Readonly<Record<string, string>> = {
  solid: "-",
  dashed: "--",
  dashdot: "-.",
  dotted: ":",
  none: "none",
  None: "none",
  "": "none",
  " ": "none",
};

/** "-", "--", "-.", ":", their names, "none", or an offset and lengths of dashes and gaps. */
export type LineStyle =
  | "-"
  | "--"
  | "-."
  | ":"
  | "solid"
  | "dashed"
  | "dashdot"
  | "dotted"
  | "none"
  | "None"
  | ""
  | " "
  | readonly [number, readonly number[]];

/** Dashes and gaps in line widths. */
const dashes: Readonly<Record<string, readonly number[]>> = {
  "-": [],
  "--": [3.7, 1.6],
  "-.": [6.4, 1.6, 1, 1.6],
  ":": [1, 1.65],
  none: [],
};

/** @throws RangeError naming `argument` for what is no line style. */
export function checkLineStyle(style: LineStyle, argument = "linestyle"): LineStyle {
  if (Array.isArray(style) && style.length === 2 && Array.isArray(style[1])) return style;
  const short = words[style as string] ?? style;
  if (typeof short !== "string" || !Object.hasOwn(dashes, short))
    throw new RangeError(
      `${JSON.stringify(style)?.replaceAll('"', "'")} is not a valid value for ${argument}; supported values are '-', '--', '-.', ':', ` +
        "'none', ' ', '', 'solid', 'dashed', 'dashdot', 'dotted', or an offset and lengths",
    );
  return short as LineStyle;
}

/** The pen of a line: dashes are as long as the line is wide. */
export function strokeOf(renderer: Renderer, color: Rgba, width: number, style: LineStyle = "-"): Stroke {
  const pixels = renderer.px(width);
  const short = typeof style === "string" ? (words[style] ?? style) : style;
  if (short === "none") return { color, width: 0 };
  const [offset, lengths] =
    typeof short === "string" ? [0, dashes[short] ?? []] : (short as readonly [number, readonly number[]]);
  return { color, width: pixels, dashes: lengths.map((length) => length * pixels), dashOffset: offset * pixels };
}

export interface Format {
  color?: string;
  linestyle?: LineStyle;
  marker?: Marker;
}

/** @throws RangeError where the text is no format. */
export function parseFormat(text: string): Format {
  const format: Format = {};
  const refuse = (why: string): never => {
    throw new RangeError(`'${text}' is not a valid format string (${why})`);
  };
  if (/^(?:[a-z]{3,}|tab:[a-z]+|#[0-9a-f]{6})$/i.test(text) && !/^[bgrcmykwovsxpdh.,+]+$/.test(text))
    return { color: text };
  let rest = text;
  while (rest !== "") {
    const style = ["--", "-.", "-", ":"].find((candidate) => rest.startsWith(candidate)) as LineStyle | undefined;
    const color = /^C\d/.exec(rest)?.[0] ?? (Object.hasOwn(letters, rest[0]) ? rest[0] : undefined);
    if (style !== undefined) {
      if (format.linestyle !== undefined) refuse("two linestyle symbols");
      format.linestyle = style;
    } else if (color !== undefined) {
      if (format.color !== undefined) refuse("two color symbols");
      format.color = color;
    } else if (isMarker(rest[0]) && rest[0] !== " ") {
      if (format.marker !== undefined) refuse("two marker symbols");
      format.marker = rest[0] as Marker;
    } else refuse(`unrecognized character '${rest[0]}'`);
    rest = rest.slice(((style as string | undefined) ?? color ?? rest[0]).length);
  }
  if (format.marker !== undefined && format.linestyle === undefined) format.linestyle = "none";
  return format;
}
