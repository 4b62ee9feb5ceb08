/** HTML of values, safe in any page. */

const entities: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

/** `text` as it stands, never as markup. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => entities[character]);
}

/** A line in the page's second colour: what a value is, beside what it holds. */
export function caption(parts: readonly string[]): string {
  return `<span style="color: var(--jp-ui-font-color2, #666)">${parts.map(escapeHtml).join(" · ")}</span>`;
}
