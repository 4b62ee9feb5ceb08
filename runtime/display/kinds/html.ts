import { type Markup, markup } from "../representation.ts";

/** HTML without its tags. */
const textOf = (html: string): string =>
  html
    .replace(/<(style|script)\b[^>]*>.*?<\/\1>/gis, "")
    .replace(/<br\s*\/?>|<\/(?:p|div|tr|li|h\d|table|ul|ol)>/gi, "\n")
    .replace(/<[^>]*>/g, "")
    .replace(/&(lt|gt|amp|quot|#39|nbsp);/g, (_, name: string) => entities[name])
    .trim();

const entities: Readonly<Record<string, string>> = { lt: "<", gt: ">", amp: "&", quot: '"', "#39": "'", nbsp: " " };

/** HTML: `` html`<b>${name}</b>` `` or `html("<b>…</b>")`. Values are put in as they are: escape what is not yours. */
export const html: Markup = markup("html", "text/html", textOf);
