/** The protocol counts a cursor in code points; JavaScript counts UTF-16 units. */

import type { Place } from "../language/service/link.ts";

export function toUnits(code: string, codePoints: number): number {
  let units = 0;
  for (let i = 0; i < codePoints && units < code.length; i++) units += (code.codePointAt(units) ?? 0) > 0xffff ? 2 : 1;
  return units;
}

export function toCodePoints(code: string, units: number): number {
  let count = 0;
  for (let at = 0; at < units; count++) at += (code.codePointAt(at) ?? 0) > 0xffff ? 2 : 1;
  return count;
}

/** The place in the code that a request names. */
export function placeOf({ code, cursor_pos }: { code: string; cursor_pos: number }): Place {
  return { code, cursor: toUnits(code, cursor_pos) };
}
