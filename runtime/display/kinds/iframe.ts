import { escapeHtml } from "../escape.ts";
import { Representation } from "../representation.ts";

/** Another page inside this one. @param options its size, in pixels or as in CSS; all of the width, 600 pixels high */
export function iframe(
  url: string | URL,
  { width = "100%", height = 600 }: { readonly width?: number | string; readonly height?: number | string } = {},
): Representation {
  const [src, w, h] = [url, width, height].map((part) => escapeHtml(String(part)));
  const html = `<iframe src="${src}" width="${w}" height="${h}" frameborder="0" allowfullscreen></iframe>`;
  return new Representation({ "text/html": html, "text/plain": String(url) });
}
