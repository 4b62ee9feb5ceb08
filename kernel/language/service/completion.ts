/** What completion answers. */

export interface CompletionItem {
  readonly text: string;
  /** What it is, for the front end's icon: function, method, property, class, module, keyword, path, magic, … */
  readonly type: string;
  /** Its type, where there was time to find it. */
  readonly signature?: string;
}

export interface Completion {
  readonly items: readonly CompletionItem[];
  /** Offsets in UTF-16 units, between which an item's text is put. */
  readonly start: number;
  readonly end: number;
}

export const noCompletion = (cursor: number): Completion => ({ items: [], start: cursor, end: cursor });

/** The items that go on from `prefix`, which ends at `end`. Upper and lower case count, unless nothing is left then. */
export function choose(items: Iterable<CompletionItem>, prefix: string, end: number): Completion {
  const start = end - prefix.length;
  const byText = new Map<string, CompletionItem>();
  for (const item of items) if (!byText.has(item.text)) byText.set(item.text, item);
  const all = [...byText.values()].filter(({ text }) => !text.startsWith("_") || prefix.startsWith("_"));
  const chosen = all.filter(({ text }) => text.startsWith(prefix));
  if (chosen.length > 0 || prefix === "") return { items: chosen, start, end };
  const lower = prefix.toLowerCase();
  return { items: all.filter(({ text }) => text.toLowerCase().startsWith(lower)), start, end };
}
