import { isSetting, type SettingName, setSetting, settings } from "../settings.ts";
import { defineMagic, UsageError } from "./magic.ts";
import { nearest } from "./nearest.ts";

export const config = defineMagic({
  name: "config",
  summary: "show the kernel's settings, or change one",
  description: "%config\n%config NAME\n%config NAME = VALUE",
  operands: { usage: "[NAME [= VALUE]]", take: "text" },
  line({ text }, context) {
    const [, name = "", value] = /^([^=\s]*)\s*=?\s*(.*)$/s.exec(text) ?? [];
    if (name === "") {
      const width = Math.max(...Object.keys(settings).map((key) => key.length));
      for (const [key, { value, summary, ...takes }] of Object.entries(settings)) {
        const of = "values" in takes ? ` (${takes.values.join(", ")})` : "";
        context.print(`${key.padEnd(width)} = ${String(value).padEnd(8)} ${summary}${of}\n`);
      }
      return undefined;
    }
    const known = checked(name);
    if (value === "") return settings[known].value;
    try {
      setSetting(known, value.replace(/^(["'])(.*)\1$/, "$2"));
    } catch (error) {
      throw new UsageError(`%config: ${(error as Error).message}`);
    }
    return undefined;
  },
});

function checked(name: string): SettingName {
  if (isSetting(name)) return name;
  const names = Object.keys(settings);
  const close = nearest(name, names);
  throw new UsageError(
    `%config: there is no setting ${name}; ${close ? `did you mean ${close}?` : `it has ${names.join(", ")}`}`,
  );
}
