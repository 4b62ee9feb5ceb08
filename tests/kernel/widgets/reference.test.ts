/** Every control beside ipywidgets' own: the keys of its state, its defaults, and what becomes of what is set. */

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import * as widgets from "tangent/widgets";
import * as controls from "../../../kernel/widgets/controls/index.ts";
import { separateBuffers } from "../../../kernel/widgets/state.ts";
import { widgets as all } from "../../../kernel/widgets/widget.ts";
import { program, requires } from "../../requirements.ts";

interface Case {
  readonly widget: string;
  readonly options?: Readonly<Record<string, unknown>>;
  readonly set?: readonly (readonly [name: string, value: unknown])[];
}

const bounded = { min: 10, max: 20 };
const letters = ["a", "b", "c"];
const label = (value: string): Case => ({ widget: "Label", options: { value } });

const cases: readonly Case[] = [
  ...Object.keys(controls)
    .filter((widget) => !["SelectionSlider", "SelectionRangeSlider"].includes(widget))
    .map((widget) => ({ widget })),
  { widget: "Layout" },
  { widget: "Layout", options: { border: "1px solid", borderTop: "none" } },
  {
    widget: "Layout",
    options: { border: "1px solid" },
    set: [
      ["borderLeft", "2px"],
      ["border", "none"],
    ],
  },
  { widget: "Layout", options: { alignItems: "middle" } },
  ...["IntSlider", "FloatSlider", "BoundedIntText", "BoundedFloatText", "IntProgress", "FloatProgress", "Play"].flatMap(
    (widget) =>
      [
        {
          widget,
          options: bounded,
          set: [
            ["value", 400],
            ["value", -4],
            ["min", 15],
            ["max", 12],
            ["max", 16],
            ["value", 17],
          ],
        },
        { widget, options: { min: 3, max: 1 } },
        { widget, options: { min: -8, max: -1 } },
        { widget, options: { value: 7, description: "depth", layout: { width: "50%" }, tooltip: "how deep" } },
      ] as const,
  ),
  ...["IntRangeSlider", "FloatRangeSlider"].flatMap(
    (widget) =>
      [
        {
          widget,
          options: bounded,
          set: [
            ["value", [0, 100]],
            ["value", [14, 12]],
            ["min", 15],
            ["max", 16],
            ["max", 3],
          ],
        },
        { widget, options: { value: [3, 5], step: 2, readoutFormat: "d" } },
        { widget, options: { value: [5, 3] } },
      ] as const,
  ),
  {
    widget: "FloatLogSlider",
    options: { value: 10, base: 10, min: -3, max: 3 },
    set: [
      ["value", 1e6],
      ["max", 2],
      ["min", 2.5],
      ["min", 1.5],
      ["value", 0],
    ],
  },
  { widget: "IntSlider", options: { value: 3.7, readoutFormat: "nonsense" } },
  {
    widget: "IntSlider",
    options: { value: 3.7, orientation: "Vertical", style: { handleColor: "red", descriptionWidth: "9em" } },
  },
  {
    widget: "IntSlider",
    set: [
      ["orientation", "diagonal"],
      ["value", "word"],
      ["description", 3],
      ["behavior", "snap"],
    ],
  },
  { widget: "IntSlider", options: { style: { handleColor: "no colour" } } },
  ...["Dropdown", "Select", "RadioButtons", "ToggleButtons", "SelectionSlider"].flatMap(
    (widget) =>
      [
        {
          widget,
          options: { options: letters },
          set: [
            ["value", "b"],
            ["index", 2],
            ["label", "a"],
            ["value", "z"],
            ["index", 7],
            ["options", ["x", "y"]],
            ["index", 1],
            ["options", ["x", "y", "z"]],
            ["options", []],
          ],
        },
        {
          widget,
          options: { options: letters, value: "c" },
          set: [
            ["options", { one: 1, two: 2 }],
            ["value", 2],
          ],
        },
        {
          widget,
          options: {
            options: [
              ["one", 1],
              ["two", 2],
            ],
            index: 1,
          },
        },
        { widget, options: { options: [1, 2, 3], label: "2" } },
        { widget, options: { options: letters, value: "d" } },
        { widget, options: { options: letters, index: 3 } },
      ] as const,
  ),
  ...["Dropdown", "Select"].map(
    (widget) =>
      ({
        widget,
        options: { options: letters },
        set: [
          ["value", null],
          ["value", "b"],
        ],
      }) as const,
  ),
  {
    widget: "SelectMultiple",
    options: { options: letters, value: ["c", "a"] },
    set: [
      ["index", [0, 1]],
      ["label", ["b"]],
      ["value", ["q"]],
      ["value", []],
      ["index", [5]],
      ["options", ["x"]],
    ],
  },
  {
    widget: "SelectionRangeSlider",
    options: { options: letters },
    set: [
      ["index", [0, 2]],
      ["value", ["b", "b"]],
      ["index", [1]],
      ["options", [1, 2]],
    ],
  },
  { widget: "SelectionRangeSlider", options: { options: letters, index: [1, 2] } },
  { widget: "SelectionRangeSlider", options: { options: letters, value: ["a", "c"] } },
  { widget: "SelectionRangeSlider", options: { options: [] } },
  {
    widget: "ToggleButtons",
    options: {
      options: letters,
      icons: ["gear"],
      tooltips: letters,
      buttonStyle: "info",
      style: { buttonWidth: "3em" },
    },
  },
  {
    widget: "Checkbox",
    options: { value: true, indent: false, style: { background: "red" } },
    set: [["value", false]],
  },
  { widget: "ToggleButton", options: { value: true, icon: "gear", buttonStyle: "danger" } },
  { widget: "Valid", options: { value: true, readout: "no" } },
  {
    widget: "Button",
    options: {
      description: "go",
      icon: "gear",
      buttonStyle: "success",
      style: { buttonColor: "lightgreen", fontWeight: "bold" },
    },
  },
  {
    widget: "Button",
    set: [
      ["buttonStyle", "loud"],
      ["icon", "check"],
      ["tabbable", true],
    ],
  },
  { widget: "Text", options: { value: "a", placeholder: "type", continuousUpdate: false }, set: [["value", 5]] },
  { widget: "Textarea", options: { rows: 7 } },
  { widget: "Combobox", options: { options: letters, ensureOption: true } },
  { widget: "HTML", options: { value: "<b>b</b>", style: { textColor: "blue" } } },
  {
    widget: "ColorPicker",
    options: { value: "#A80" },
    set: [
      ["value", "rgb(1, 2, 3)"],
      ["value", "colourful"],
      ["value", "#12345"],
    ],
  },
  { widget: "FileUpload", options: { multiple: true, accept: ".png" } },
  {
    widget: "TagsInput",
    options: { value: ["a"], allowedTags: letters },
    set: [
      ["value", ["a", "c"]],
      ["value", ["z"]],
      ["tagStyle", "info"],
    ],
  },
  { widget: "TagsInput", set: [["value", [""]]] },
  {
    widget: "ColorsInput",
    options: { value: ["red"] },
    set: [
      ["value", ["nothing"]],
      ["value", ["#123"]],
    ],
  },
  {
    widget: "IntsInput",
    options: { value: [3], min: 1, max: 5 },
    set: [["value", [1, 5]]],
  },
  {
    widget: "FloatsInput",
    options: { value: [0.5] },
    set: [
      ["min", 0.25],
      ["value", [0.75]],
    ],
  },
  { widget: "FloatText", options: { value: 0.5, step: 0.25 } },
  { widget: "Image", options: { format: "jpeg", width: "30" } },
  ...["Box", "HBox", "VBox", "GridBox"].map((widget) => ({
    widget,
    options: { children: [label("a"), label("b")], boxStyle: "info" },
  })),
  {
    widget: "Tab",
    options: { children: [label("a"), label("b"), label("c")], titles: ["A"] },
    set: [
      ["selectedIndex", 1],
      ["selectedIndex", 2],
      ["selectedIndex", 3],
      ["titles", ["x", "y", "z"]],
      ["children", [label("c")]],
    ],
  },
  ...["Accordion", "Stack"].map(
    (widget) =>
      ({
        widget,
        options: { children: [label("a"), label("b")] },
        set: [
          ["selectedIndex", 1],
          ["titles", ["A", "B"]],
          ["children", []],
        ],
      }) as const,
  ),
];

type Made = widgets.Widget & Record<string, unknown>;

function value(given: unknown): unknown {
  if (Array.isArray(given)) return given.map(value);
  return typeof given === "object" && given !== null && "widget" in given ? make(given as Case) : given;
}

function make({ widget, options = {} }: Case): Made {
  const Class = { ...controls, Layout: widgets.Layout }[widget as keyof typeof controls] as unknown as new (
    options: object,
  ) => Made;
  return new Class(Object.fromEntries(Object.entries(options).map(([name, given]) => [name, value(given)])));
}

function resolved(item: unknown): unknown {
  if (typeof item === "string" && item.startsWith("IPY_MODEL_"))
    return stateOf(all.get(item.slice(10)) as widgets.Widget);
  return Array.isArray(item) ? item.map(resolved) : item;
}

function stateOf(widget: widgets.Widget): Record<string, unknown> {
  const { state, bufferPaths, buffers } = separateBuffers(widget.getState());
  const out = Object.fromEntries(Object.entries(state).map(([key, item]) => [key, resolved(item)]));
  return buffers.length === 0 ? out : { ...out, "(bytes)": bufferPaths.map((path, i) => [path, [...buffers[i]]]) };
}

function run(one: Case): unknown[] {
  let widget: Made;
  try {
    widget = make(one);
  } catch (error) {
    assert.ok(error instanceof widgets.TraitError, String(error));
    return ["error"];
  }
  const states: unknown[] = [stateOf(widget)];
  for (const [name, given] of one.set ?? []) {
    try {
      widget[name as "value"] = value(given);
    } catch (error) {
      assert.ok(error instanceof widgets.TraitError, String(error));
      states.push("error");
    }
    states.push(stateOf(widget));
  }
  return states;
}

describe("controls beside ipywidgets", function () {
  this.timeout(60_000);

  it("have its state, its defaults and its checks", function () {
    requires(this, "ipywidgets");
    const script = fileURLToPath(new URL("reference.py", import.meta.url));
    const reference = spawnSync(program("python"), [script], { input: JSON.stringify(cases), encoding: "utf8" });
    assert.equal(reference.status, 0, reference.stderr);
    const expected = JSON.parse(reference.stdout) as unknown[];
    const wrong: string[] = [];
    cases.forEach((one, i) => {
      try {
        assert.deepEqual(run(one), expected[i]);
      } catch (error) {
        wrong.push(`${JSON.stringify(one)}\n${(error as Error).message}`);
      }
    });
    if (wrong.length > 0) assert.fail(wrong.join("\n\n"));
  });
});
