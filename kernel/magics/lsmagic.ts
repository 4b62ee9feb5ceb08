import { defineMagic } from "./magic.ts";

export const lsmagic = defineMagic({
  name: "lsmagic",
  summary: "list the magics",
  line(_given, context) {
    const of = (form: "line" | "cell") => context.magics.filter((magic) => magic[form]);
    const rows = context.magics.map((magic) => ({
      forms: [magic.line && `%${magic.name}`, magic.cell && `%%${magic.name}`].filter(Boolean).join(", "),
      summary: magic.summary,
    }));
    const width = Math.max(...rows.map(({ forms }) => forms.length));
    for (const { forms, summary } of rows) context.print(`${forms.padEnd(width)}  ${summary}\n`);
    context.print(
      `\n${of("line").length} line magics and ${of("cell").length} cell magics; %name? shows one's options, ` +
        "!command runs a shell's command, name? tells about a variable.\n",
    );
  },
});
