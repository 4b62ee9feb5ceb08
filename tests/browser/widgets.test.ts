/** Widgets as a person meets them: shown in JupyterLab, moved by the keyboard, and heard of in the kernel. */

import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import type { Locator } from "playwright-core";
import { requires } from "../requirements.ts";
import { JupyterLab } from "./jupyter-lab.ts";

const screenshot = (name: string): string =>
  fileURLToPath(new URL(`../../build/screenshots/${name}.png`, import.meta.url));

const cells = [
  `import { AnyWidget, IntSlider, Output, VBox, interact } from "tangent/widgets";
const slider = new IntSlider({ value: 3, max: 10, description: "depth" });
const heard = new Output();
slider.observe(({ old, new: depth }) => heard.capture(() => console.log(\`from \${old} to \${depth}\`)), "value");
new VBox([slider, heard])`,
  `interact(({ x, shape }) => {
  console.log(\`x is \${x}\`);
  return { [Symbol.for("Jupyter.display")]: () => ({ "text/html": \`<b class="drawn">\${shape} \${x * x}</b>\` }) };
}, { x: [0, 10], shape: ["square", "circle"] })`,
  `class Counter extends AnyWidget.define({
  _esm: \`export default {
    render({ model, el }) {
      const button = document.createElement("button");
      button.className = "counter";
      const show = () => { button.textContent = "count is " + model.get("count"); };
      button.onclick = () => { model.set("count", model.get("count") + 1); model.save_changes(); };
      model.on("change:count", show);
      model.on("msg:custom", (message, buffers) => { button.title = message.text + " " + new Uint8Array(buffers[0].buffer)[0]; });
      show();
      el.appendChild(button);
    },
  };\`,
  _css: ".counter { color: rgb(1, 2, 3); }",
  count: 0,
}) {}
const counter = new Counter({ count: 41 });
counter.observe(() => counter.send({ text: "now" }, [new Uint8Array([counter.count])]), "count");
counter`,
];

/** Not run with the others: it waits until the slider is moved. */
const waiting = `console.log("move it");
const { waitForChange } = await import("tangent/widgets");
\`it is \${await waitForChange(slider, "value")}\``;

describe("widgets in JupyterLab", function () {
  this.timeout(180_000);
  let lab: JupyterLab;
  const cell = (index: number): Locator => lab.page.locator(".jp-CodeCell").nth(index);

  /** What an Output in a cell's output shows. */
  const captured = async (index: number): Promise<string> =>
    (await cell(index).locator(".jp-OutputArea .jp-OutputArea-child .jp-OutputArea-child").allInnerTexts()).join("\n");

  before(async function () {
    requires(this, "jupyter", "ipywidgets", "chromium", "kernel bundle");
    lab = await JupyterLab.open([...cells, "0;"]);
    await lab.runAll(60_000);
  });
  after(async () => {
    await lab?.page.screenshot({ path: screenshot("widgets"), fullPage: true });
    await lab?.close();
  });

  it("shows a slider that the keyboard moves, and what its observer prints, in an Output", async () => {
    const handle = cell(0).locator(".noUi-handle");
    await handle.focus();
    await handle.press("ArrowRight");
    await cell(0).getByText("from 3 to 4").waitFor();
    await handle.press("ArrowRight");
    await cell(0).getByText("from 4 to 5").waitFor();
    assert.equal(await cell(0).locator(".widget-readout").textContent(), "5");
    assert.equal((await captured(0)).trim(), "from 3 to 4\nfrom 4 to 5");
  });

  it("draws anew what interact shows", async () => {
    await cell(1).getByText("square 25").waitFor();
    const handle = cell(1).locator(".noUi-handle");
    await handle.focus();
    await handle.press("ArrowLeft");
    await cell(1).getByText("square 16").waitFor();
    await cell(1).locator("select").selectOption("circle");
    await cell(1).getByText("circle 16").waitFor();
    assert.equal(await cell(1).locator(".drawn").count(), 1);
    assert.match(await captured(1), /^x is 4\s+circle 16\s*$/);
  });

  it("runs a widget of one's own, both ways, with bytes", async () => {
    const button = cell(2).locator("button.counter");
    await button.filter({ hasText: "count is 41" }).waitFor();
    await button.click();
    await button.filter({ hasText: "count is 42" }).waitFor();
    await cell(2).locator("button.counter[title='now 42']").waitFor();
    assert.equal(
      await button.evaluate((element) =>
        (element as unknown as { computedStyleMap(): Map<string, object> }).computedStyleMap().get("color")?.toString(),
      ),
      "rgb(1, 2, 3)",
    );
  });

  it("waits in a cell until the slider is moved", async () => {
    await cell(3).locator(".cm-content").fill(waiting);
    await cell(3).locator(".cm-content").press("Control+Enter");
    await cell(3).getByText("move it", { exact: true }).waitFor();
    await cell(0).locator(".noUi-handle").press("ArrowRight");
    await cell(3).getByText("'it is 6'").waitFor();
  });

  it("goes on where it was when the page is loaded again", async () => {
    const saved = lab.page.waitForResponse(
      (response) => response.request().method() === "PUT" && response.url().includes("/api/contents/cells.ipynb"),
    );
    await lab.page.keyboard.press("Control+s");
    await saved;
    await lab.page.reload();
    const handle = cell(0).locator(".noUi-handle");
    await handle.waitFor({ timeout: 60_000 });
    await lab.idle();
    assert.equal(await cell(0).locator(".widget-readout").textContent(), "6");
    await handle.focus();
    await handle.press("ArrowLeft");
    await cell(0).getByText("from 6 to 5").waitFor();
    assert.equal((await captured(0)).trim(), "from 3 to 4\nfrom 4 to 5\nfrom 5 to 6\nfrom 6 to 5");
  });

  it("has no errors on the page", () => {
    assert.deepEqual(lab.problems, []);
  });
});
