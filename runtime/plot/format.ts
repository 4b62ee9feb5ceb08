/** Matplotlib's format strings: "ro--" is red, circles, dashed. */

import { letters } from "./color.ts";

export const lineStyles = ["-", "--", "-.", ":"] as const;
export type LineStyle = (typeof lineStyles)[number] | "none";

export const markers = ["o", ".", "s", "^", "v", "x", "+", "D"] as const;
export type Marker = (typeof markers)[number];

export interface Format {
  color?: string;
  linestyle?: LineStyle;
  marker?: Marker;
}

/** @throws where the text is no format. */
export function parseFormat(text: string): Format {
  const format: Format = {};
  const refuse = (why: string): never => {
    throw new RangeError(`'${text}' is not a valid format string (${why})`);
  };
  let rest = text;
  while (rest !== "") {
    const style = ["--", "-.", "-", ":"].find((candidate) => rest.startsWith(candidate)) as LineStyle | undefined;
    const color = /^C\d+/.exec(rest)?.[0] ?? (rest[0] in letters ? rest[0] : undefined);
    const marker = markers.find((candidate) => candidate === rest[0]);
    if (style !== undefined) {
      if (format.linestyle !== undefined) refuse("two linestyle symbols");
      format.linestyle = style;
    } else if (color !== undefined) {
      if (format.color !== undefined) refuse("two color symbols");
      format.color = color;
    } else if (marker !== undefined) {
      if (format.marker !== undefined) refuse("two marker symbols");
      format.marker = marker;
    } else refuse(`unrecognized character '${rest[0]}'`);
    rest = rest.slice((style ?? color ?? (marker as string)).length);
  }
  if (format.marker !== undefined && format.linestyle === undefined) format.linestyle = "none";
  return format;
}
