/** What `name?` and `name??` show. */

import { describe } from "../language/inspect.ts";
import type { Session } from "./session.ts";

/** @param detail 1 with the source. @returns undefined when nothing is known of the name */
export function aboutName(session: Session, name: string, detail: 0 | 1): Record<string, unknown> | undefined {
  const text = session.evaluator.guard(() => describe(session, name, name.length, detail));
  return text === undefined ? undefined : { "text/plain": text };
}
