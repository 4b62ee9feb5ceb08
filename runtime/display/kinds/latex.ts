import { type Markup, markupText, Representation } from "../representation.ts";

/**
 * LaTeX: `` latex`\frac{1}{2}` ``; backslashes need no second one in a template. What is not between dollar signs or in an
 * environment is shown as a displayed formula.
 */
export const latex: Markup = (text, ...values) => {
  const given = markupText("latex", text, values);
  const isWhole = /^\s*(?:\$|\\\[|\\\(|\\begin\b)/.test(given);
  return new Representation({ "text/latex": isWhole ? given : `$$${given}$$`, "text/plain": given });
};
