import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { inspect } from "node:util";
import * as w from "tangent/widgets";
import { putBuffers, separateBuffers } from "../../../kernel/widgets/state.ts";
import { displaySymbol } from "../../../runtime/host.ts";

describe("widgets without a kernel", () => {
  it("type their options, their properties and what observers are told", () => {
    const slider = new w.IntSlider({ value: 3, layout: { width: "50%" }, style: { handleColor: "red" } });
    slider.observe((change) => change.new.toFixed(), "value");
    slider.layout.width = null;
    // @ts-expect-error there is no such option
    assert.throws(() => new w.IntSlider({ valeu: 3 }), /IntSlider: there is no option valeu; there are/);
    // @ts-expect-error ipywidgets' own spelling
    assert.throws(() => new w.IntSlider({ readout_format: "d" }), /no option readout_format; write readoutFormat/);
    // @ts-expect-error a number is needed
    assert.throws(() => new w.IntSlider({ value: "3" }), /IntSlider: value must be a whole number, got '3'/);
    // @ts-expect-error there is no such trait
    assert.throws(() => slider.observe(() => {}, "valeu"), /no option valeu/);
    const menu = new w.Dropdown({
      options: [
        ["one", 1],
        ["two", 2],
      ],
    });
    const value: number | null = menu.value;
    assert.equal(value, 1);
    assert.throws(() => (menu.value = 3), /Dropdown: value must be one of the options \(one, two\), got 3/);
    const many = new w.SelectMultiple({ options: ["a", "b"], value: ["b"] });
    const first: string = many.value[0];
    assert.equal(first, "b");
  });

  it("tell observers what was and what is, once a change, and no more when told not to", () => {
    const slider = new w.FloatSlider({ max: 10 });
    const heard: unknown[] = [];
    const hear = ({ name, old, new: now }: w.Change) => heard.push([name, old, now]);
    slider.observe(hear, ["value", "max"]);
    slider.observe(hear, "value");
    slider.value = 4;
    slider.value = 4;
    slider.max = 3;
    assert.deepEqual(heard, [
      ["value", 0, 4],
      ["value", 4, 3],
      ["max", 10, 3],
    ]);
    slider.unobserve(hear, "value");
    slider.value = 1;
    assert.equal(heard.length, 3);
    slider.observe(hear);
    slider.description = "d";
    assert.deepEqual(heard.at(-1), ["description", "", "d"]);
  });

  it("leave all as it was when options contradict each other", () => {
    assert.throws(() => new w.IntSlider({ min: 5, max: 2 }), /min must not be above max, got min 5 and max 2/);
    const slider = new w.IntSlider({ min: 2 });
    assert.throws(() => slider.setState({ min: 300, value: 5 }), /min must not be above max/);
    assert.deepEqual([slider.min, slider.value], [2, 2]);
  });

  it("print as what they are, without secrets, and show text where there is no front end", () => {
    assert.equal(inspect(new w.IntSlider({ value: 3, max: 9 })), "IntSlider { value: 3, max: 9 }");
    assert.equal(inspect(new w.VBox([new w.Checkbox()])), "VBox { children: [ Checkbox { value: false } ] }");
    assert.equal(inspect(new w.Password({ value: "hunter2" })), "Password {}");
    const { "text/plain": text } = new w.Label({ value: "a".repeat(200) })[displaySymbol]();
    assert.equal(String(text).length, 111);
  });

  it("take days as local dates and files as bytes", () => {
    const picker = new w.DatePicker({ value: new Date(2026, 10, 25, 17, 30), min: new Date(2026, 0, 1) });
    assert.deepEqual(picker.getState("value"), { value: { year: 2026, month: 10, date: 25 } });
    picker.setState({ value: { year: 2020, month: 1, date: 29 } });
    assert.deepEqual(picker.value, new Date(2026, 0, 1));
    const upload = new w.FileUpload();
    const file = { name: "a.txt", type: "text/plain", size: 2 };
    upload.setState({ value: [{ ...file, last_modified: 5, content: new Uint8Array([1, 2]) }] });
    assert.deepEqual(upload.value, [{ ...file, lastModified: new Date(5), content: new Uint8Array([1, 2]) }]);
    assert.throws(() => w.Image.fromFile("no/such/file.png"), /no such file/);
  });

  it("send bytes beside their state, and put them back", () => {
    const state = { a: new Uint8Array([1]), list: [1, new Float32Array([0.5])], deep: { b: new ArrayBuffer(2), c: 3 } };
    const { state: plain, bufferPaths, buffers } = separateBuffers(state);
    assert.deepEqual(plain, { list: [1, null], deep: { c: 3 } });
    assert.deepEqual(bufferPaths, [["a"], ["list", 1], ["deep", "b"]]);
    assert.deepEqual(
      buffers.map(({ byteLength }) => byteLength),
      [1, 4, 2],
    );
    const back = structuredClone(plain);
    putBuffers(back, bufferPaths, buffers);
    assert.deepEqual(Object.keys(back.deep as object), ["c", "b"]);
    assert.throws(() => putBuffers({}, [["constructor", "x"]], buffers), /leads nowhere/);
    assert.throws(() => putBuffers({}, [["x"]], []), /no buffer/);
  });

  it("link traits until they are told not to", () => {
    const [a, b] = [new w.IntSlider({ value: 3 }), new w.IntText()];
    const linked = w.link([a, "value"], [b, "value"]);
    const followed = w.dlink([a, "value"], [b, "description"], (value) => `is ${value}`);
    b.value = 7;
    assert.deepEqual([a.value, b.value, b.description], [7, 7, "is 7"]);
    linked.unlink();
    followed.unlink();
    a.value = 1;
    assert.deepEqual([b.value, b.description], [7, "is 7"]);
    assert.throws(() => w.jslink([a, "value"], [new w.Dropdown<string>(), "value"]), /knows of no trait value/);
  });

  it("make controls of abbreviations as ipywidgets does", () => {
    const made = (given: w.Abbreviation) => w.interactive(() => {}, { x: given }).children[0];
    assert.equal(inspect(made([0, 10])), "IntSlider { value: 5, description: 'x', max: 10 }");
    assert.equal(inspect(made([0, 1, 0.25])), "FloatSlider { value: 0.5, description: 'x', max: 1, step: 0.25 }");
    assert.equal(inspect(made(10)), "IntSlider { value: 10, description: 'x', min: -10, max: 30 }");
    assert.equal(inspect(made(-0.5)), "FloatSlider { value: -0.5, description: 'x', min: -1.5, max: 0.5 }");
    assert.equal((made({ one: 1, two: 2 }) as w.Dropdown<number>).label, "one");
    assert.deepEqual(w.interactive(({ x }) => x, { x: w.fixed([1, 2]) }).kwargs, { x: [1, 2] });
    assert.throws(() => made([5, 1]), /x must be \[min, max\], got \[5, 1\]/);
    assert.throws(() => made(new w.VBox([]) as never), /x must be a widget that has a value/);
  });

  it("interact when a button is pressed, and once more for all changes that come while the function waits", async () => {
    const calls: number[] = [];
    const manual = w.interactive(({ x }) => void calls.push(x), { x: [0, 10] }, { manual: true, manualName: "Go" });
    const [slider, button] = manual.children as [w.IntSlider, w.Button];
    slider.value = 7;
    assert.deepEqual(calls, []);
    assert.equal(button.description, "Go");
    button.click();
    assert.deepEqual(calls, [7]);
    const gates: PromiseWithResolvers<void>[] = [];
    const dial = new w.IntSlider();
    const seen: number[] = [];
    const ask = ({ x }: { x: number }) => {
      seen.push(x);
      gates.push(Promise.withResolvers<void>());
      return gates[gates.length - 1].promise;
    };
    assert.ok(w.interactiveOutput(ask, { x: dial }) instanceof w.Output);
    for (const value of [1, 2, 3]) dial.value = value;
    assert.deepEqual(seen, [0]);
    gates[0].resolve();
    await new Promise(setImmediate);
    assert.deepEqual(seen, [0, 3]);
    gates[1].resolve();
    await new Promise(setImmediate);
    dial.value = 4;
    assert.deepEqual(seen, [0, 3, 4]);
  });

  describe("AnyWidget", () => {
    let folder: string;
    before(() => {
      folder = mkdtempSync(join(tmpdir(), "tangent-anywidget-"));
    });
    after(() => rmSync(folder, { recursive: true }));

    it("takes its module as text, from a file, and from TypeScript", () => {
      const _esm = join(folder, "counter.ts");
      writeFileSync(_esm, "const n: number = 1;\nexport default { render() {} };\n");
      class Counter extends w.AnyWidget.define({
        _esm,
        _css: "a {}",
        count: 0,
        points: [1, 2],
        image: new Uint8Array(),
      }) {}
      const counter = new Counter({ count: 4 });
      const state = counter.getState();
      assert.match(String(state._esm), /^const n = 1;/);
      assert.deepEqual([state._css, state.count, state._anywidget_id], ["a {}", 4, "Counter"]);
      counter.count += 1;
      assert.equal(counter.count, 5);
      // @ts-expect-error of another kind than its default
      assert.throws(() => (counter.count = "5"), /Counter: count must be a number, as its default is, got '5'/);
      assert.throws(() => w.AnyWidget.define({ _esm: "gone.js" }), /there is no file gone.js/);
      assert.throws(() => w.AnyWidget.define({ layout: 1 }), /cannot be called layout/);
    });
  });
});
