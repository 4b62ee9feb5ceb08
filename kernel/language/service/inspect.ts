/** What types and documentation say about the place of the cursor. */

import type * as TypeScript from "typescript";
import type { NotebookProgram } from "./program.ts";
import { nodeAt } from "./syntax.ts";

export interface TypedInspection {
  /** What is declared, in TypeScript: `const x: Tensor`. */
  readonly signature: string;
  /** Its documentation, in Markdown; may be empty. */
  readonly documentation: string;
  /** What was asked about, as it stands in the cell: `model.layers[0]`. */
  readonly expression: string;
}

/** Signatures of one function that are shown. */
const mostSignatures = 6;

/** @param cursor an offset in UTF-16 units */
export function inspect(program: NotebookProgram, code: string, cursor: number): TypedInspection | undefined {
  const { ts, service } = program;
  const edited = program.edit(code);
  const position = edited.offset + cursor;
  const file = program.look(edited).getSourceFile(edited.file);
  if (!file) return undefined;
  // A cursor behind a name is at that name.
  for (const at of [position, position - 1]) {
    const info = at >= edited.offset ? service.getQuickInfoAtPosition(edited.file, at) : undefined;
    if (!info?.displayParts?.length) continue;
    const signature = program.tidy(withoutAlias(ts.displayPartsToString(info.displayParts)));
    // What a name is called that nobody declared.
    if (signature === "any") continue;
    const node = nodeAt(ts, file, info.textSpan.start + info.textSpan.length);
    return {
      signature,
      documentation: documentationOf(ts, info.documentation, info.tags),
      expression: node ? expressionOf(ts, file, node) : "",
    };
  }
  return insideCall(program, edited.file, file, position);
}

/** An imported or exported name is shown as what it stands for. */
function withoutAlias(text: string): string {
  const lines = text.replace(/^\(alias\) /, "").split("\n");
  return lines.filter((line, i) => i === 0 || !/^(?:import|export) [\w$]+$/.test(line)).join("\n");
}

/** Among a call's arguments: the function that is called. */
function insideCall(
  { ts, service, tidy }: NotebookProgram,
  fileName: string,
  file: TypeScript.SourceFile,
  position: number,
): TypedInspection | undefined {
  const help = service.getSignatureHelpItems(fileName, position, undefined);
  if (!help || help.items.length === 0) return undefined;
  const text = (parts: readonly TypeScript.SymbolDisplayPart[]) => ts.displayPartsToString([...parts]);
  const signatures = help.items.slice(0, mostSignatures).map((item) => {
    const parameters = item.parameters.map(({ displayParts }) => text(displayParts));
    const between = text(item.separatorDisplayParts);
    return text(item.prefixDisplayParts) + parameters.join(between) + text(item.suffixDisplayParts);
  });
  const item = help.items[help.selectedItemIndex] ?? help.items[0];
  const callee = file.text.slice(0, help.applicableSpan.start).replace(/(?:<[^>]*>)?\s*[(<`]\s*$/, "");
  const node = nodeAt(ts, file, callee.length);
  return {
    signature: tidy(signatures.join("\n")),
    documentation: documentationOf(ts, item.documentation, item.tags),
    expression: node ? expressionOf(ts, file, node) : "",
  };
}

/** The name at `node` with what stands before it: of `weight` in `model.layers[0].weight`, all of it. */
function expressionOf(ts: typeof TypeScript, file: TypeScript.SourceFile, node: TypeScript.Node): string {
  const { parent } = node;
  const isMember = parent && ts.isPropertyAccessExpression(parent) && parent.name === node;
  const whole = isMember ? parent : node;
  return ts.isIdentifier(whole) || ts.isPropertyAccessExpression(whole) ? whole.getText(file) : "";
}

function documentationOf(
  ts: typeof TypeScript,
  documentation: readonly TypeScript.SymbolDisplayPart[] | undefined,
  tags: readonly TypeScript.JSDocTagInfo[] | undefined,
): string {
  const paragraphs = [ts.displayPartsToString([...(documentation ?? [])])];
  const parameters: string[] = [];
  for (const { name, text } of tags ?? []) {
    const said = ts.displayPartsToString([...(text ?? [])]).trim();
    if (name === "internal") continue;
    if (name === "param") parameters.push(`- ${said.replace(/^(\S+)\s*-?\s*/, "`$1` ")}`);
    else if (name === "example") paragraphs.push(said.includes("```") ? said : `\`\`\`ts\n${said}\n\`\`\``);
    else if (said) paragraphs.push(`*${labels[name] ?? name}* ${said}`);
    else paragraphs.push(`*${labels[name] ?? name}*`);
  }
  paragraphs.splice(1, 0, parameters.join("\n"));
  return paragraphs.filter((paragraph) => paragraph !== "").join("\n\n");
}

const labels: Readonly<Record<string, string>> = { returns: "Gives", throws: "Throws", see: "See", default: "Default" };
