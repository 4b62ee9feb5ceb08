/** What `name?` and `name??` show. */

import type { Inspection } from "../language/inspection.ts";
import type { Session } from "./session.ts";

/** @param detail 1 with the source. @returns undefined when nothing is known of the name */
export function aboutName(session: Session, name: string, detail: 0 | 1): Promise<Inspection | undefined> {
  return session.language.inspect({ code: name, cursor: name.length }, detail);
}
