/** What `%config` can change: one line a setting. */

import { displayOptions } from "../runtime/display/index.ts";

interface Choice<T extends string> {
  readonly summary: string;
  readonly values: readonly T[];
  value: T;
}
interface Amount {
  readonly summary: string;
  readonly least: number;
  value: number;
}

const choice = <const T extends string>(summary: string, values: readonly T[], value: NoInfer<T>): Choice<T> => ({
  summary,
  values,
  value,
});
/** One of the display options of `tangent/display`. */
const shown = (name: keyof typeof displayOptions, summary: string, least: number): Amount => ({
  summary,
  least,
  get value() {
    return displayOptions[name];
  },
  set value(value) {
    displayOptions[name] = value;
  },
});

export const settings = {
  xmode: choice("how much an error shows", ["Context", "Plain", "Verbose", "Minimal"], "Context"),
  typecheck: choice(
    "what type errors do: keep a cell from running, show a note, nothing",
    ["on", "warn", "off"],
    "warn",
  ),
  autoreload: choice("whether local modules that have changed are loaded again before a cell", ["off", "on"], "off"),
  colors: choice(
    "whether console colours the objects that it prints",
    ["on", "off"],
    process.env.NO_COLOR ? "off" : "on",
  ),
  maxRows: shown("maxRows", "rows that a table of records shows", 1),
  maxColumns: shown("maxColumns", "columns that a table of records shows", 1),
  maxText: shown("maxText", "characters of a value's text before it is cut", 1_000),
};

export type SettingName = keyof typeof settings;
export type Setting = Choice<string> | Amount;

export const isSetting = (name: string): name is SettingName => Object.hasOwn(settings, name);

/** @throws RangeError that names the setting and what it takes */
export function setSetting(name: SettingName, text: string): void {
  const setting: Setting = settings[name];
  if ("values" in setting) {
    const found = setting.values.find((value) => value.toLowerCase() === text.toLowerCase());
    if (found === undefined) throw new RangeError(`${name} takes ${setting.values.join(", ")}, got ${text}`);
    setting.value = found;
    return;
  }
  const value = Number(text.replaceAll("_", ""));
  if (!Number.isInteger(value) || value < setting.least)
    throw new RangeError(`${name} takes a whole number from ${setting.least} on, got ${text}`);
  setting.value = value;
}
