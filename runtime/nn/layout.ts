/** The text of modules: a tree of names. */

/** "Name(extra)", or the extra text and the children in lines of their own. */
export function layOut(name: string, extra: string, children: readonly string[]): string {
  const lines = [...(extra === "" ? [] : extra.split("\n")), ...children];
  if (lines.length === 0) return `${name}()`;
  if (children.length === 0 && lines.length === 1) return `${name}(${lines[0]})`;
  return `${name}(\n  ${lines.join("\n  ")}\n)`;
}

/** All lines but the first moved in. */
export function indent(text: string): string {
  return text.replaceAll("\n", "\n  ");
}
