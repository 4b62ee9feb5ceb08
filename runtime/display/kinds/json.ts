import { inspect } from "node:util";
import { Representation } from "../representation.ts";

export interface JsonOptions {
  /** Whether all of the tree is open at first; false. */
  readonly expanded?: boolean;
  /** What the tree's root is called. */
  readonly root?: string;
}

/** A value as a tree of JSON that opens. @throws TypeError for what is no JSON */
export function json(value: unknown, { expanded = false, root = "root" }: JsonOptions = {}): Representation {
  const text = textOf(value);
  const data = { "application/json": JSON.parse(text) as unknown, "text/plain": JSON.stringify(value, null, 2) };
  return new Representation(data, { "application/json": { expanded, root } });
}

function textOf(value: unknown): string {
  let text: string | undefined;
  try {
    text = JSON.stringify(value);
  } catch (error) {
    throw new TypeError(`json: ${(error as Error).message}`);
  }
  if (text === undefined) throw new TypeError(`json: ${inspect(value, { depth: 0 })} is no JSON`);
  return text;
}
