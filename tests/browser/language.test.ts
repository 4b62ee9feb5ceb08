/** The language service as a person meets it: Tab, Shift-Tab and notes on types, in JupyterLab in a browser. */

import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { requires } from "../requirements.ts";
import { JupyterLab } from "./jupyter-lab.ts";

const screenshot = (name: string): string =>
  fileURLToPath(new URL(`../../build/screenshots/${name}.png`, import.meta.url));

describe("completion, tooltips and notes on types in JupyterLab", function () {
  this.timeout(180_000);
  let lab: JupyterLab;

  before(async function () {
    requires(this, "jupyter", "chromium", "kernel bundle");
    lab = await JupyterLab.open("en/01-quickstart.ipynb");
    await lab.kernelName();
    await lab.page.locator('.jp-Notebook-ExecutionIndicator[data-status="idle"]').waitFor({ timeout: 60_000 });
  });
  after(async () => {
    await lab?.close();
  });

  /** Puts code into the first code cell, with the cursor at its end. */
  async function type(code: string): Promise<void> {
    const { page } = lab;
    await page.locator(".jp-CodeCell .cm-content").first().click();
    await page.keyboard.press("Control+A");
    await page.keyboard.insertText(code);
  }

  /** Runs code in the first code cell, until it says so. */
  async function runCell(code: string): Promise<void> {
    const said = `ran ${++runs}`;
    await type(`${code}\nconsole.log("${said}");`);
    await lab.page.keyboard.press("Control+Enter");
    await lab.page.locator(".jp-CodeCell").first().locator(".jp-OutputArea").getByText(said).waitFor();
  }
  let runs = 0;

  it("offers members with their kinds, and their documentation beside them", async () => {
    await runCell(
      'import * as torch from "tangent"; import { nn } from "tangent";\nconst model = new nn.Linear(2, 3); const x = torch.zeros(2, 3);',
    );
    await type("x.su");
    const completer = lab.page.locator(".jp-Completer:not(.lm-mod-hidden)");
    const item = completer.locator(".jp-Completer-item", { hasText: "sumToSize" });
    // JupyterLab waits a second for completions: on a loaded machine, and while the compiler is loaded, once more.
    for (let tries = 0; tries < 20 && !(await item.isVisible()); tries++) {
      await lab.page.keyboard.press("Tab");
      await item.waitFor({ timeout: 2_000 }).catch(() => undefined);
    }
    const items = await completer.locator(".jp-Completer-match").allInnerTexts();
    assert.ok(items.includes("sum") && items.includes("sub_"), items.join(", "));
    const kinds = await completer.locator(".jp-Completer-typeExtended").allInnerTexts();
    assert.ok(kinds.includes("method") || kinds.includes("property"), kinds.join(", "));
    await lab.page.screenshot({ path: screenshot("completion") });
    await lab.page.keyboard.press("Escape");
  });

  it("shows signature, documentation and the value at Shift-Tab", async () => {
    await type("x");
    const tooltip = lab.page.locator(".jp-Tooltip");
    const signature = tooltip.getByText("const x: torch.Tensor");
    // While types are being loaded, the value stands alone.
    for (let tries = 0; tries < 20 && !(await signature.isVisible()); tries++) {
      await lab.page.keyboard.press("Escape");
      await lab.page.locator(".jp-CodeCell .cm-content").first().click();
      await lab.page.keyboard.press("End");
      await lab.page.keyboard.press("Shift+Tab");
      await signature.waitFor({ timeout: 2_000 }).catch(() => undefined);
    }
    assert.match(String(await tooltip.textContent()), /shape: torch\.Size\(\[2, 3\]\)/);
    await lab.page.screenshot({ path: screenshot("tooltip") });
    await lab.page.keyboard.press("Escape");
  });

  it("shows a type error as a note below its cell, which runs", async () => {
    await runCell("const wrong: number = 'a';");
    const output = lab.page.locator(".jp-CodeCell").first().locator(".jp-OutputArea");
    await output.getByText("Type 'string' is not assignable to type 'number'").waitFor();
    assert.match(String(await output.textContent()), /In\[\d+\]:1:7[\s\S]*\^/);
    await lab.page.screenshot({ path: screenshot("type-note") });
    assert.deepEqual(lab.problems, []);
  });
});
