/** The quickstart as a person meets it: JupyterLab in a browser, all cells run, the outputs on the page. */

import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { requires } from "../requirements.ts";
import { JupyterLab } from "./jupyter-lab.ts";

const screenshot = (name: string): string =>
  fileURLToPath(new URL(`../../build/screenshots/${name}.png`, import.meta.url));

describe("the quickstart in JupyterLab", function () {
  this.timeout(300_000);
  let lab: JupyterLab;

  before(async function () {
    requires(this, "jupyter", "chromium", "kernel bundle", "fashion-mnist");
    lab = await JupyterLab.open("en/01-quickstart.ipynb");
  });
  after(async () => {
    await lab?.close();
  });

  it("opens with the kernel TypeScript (Tangent)", async () => {
    assert.equal(await lab.kernelName(), "TypeScript (Tangent)");
  });

  it("runs from top to bottom: losses, accuracies, the prediction", async () => {
    const figure = lab.page.locator(".jp-RenderedImage img").first();
    try {
      await lab.runAll(240_000);
    } finally {
      await lab.page.locator(".jp-CodeCell", { has: figure }).evaluate((cell) => cell.scrollIntoView());
      await lab.page.screenshot({ path: screenshot("quickstart") });
    }
    assert.ok(((await figure.boundingBox())?.width ?? 0) > 400);
    const text = (await lab.outputs()).join("\n");
    assert.match(text, /\(linear_relu_stack\): Sequential\(/);
    assert.match(text, /loss: \d\.\d{6} {2}\[ +0\/60000\]/);
    const accuracies = [...text.matchAll(/Accuracy: ([\d.]+)%, Avg loss: ([\d.]+)/g)].map(([, percent]) =>
      Number(percent),
    );
    assert.equal(accuracies.length, 5);
    assert.ok(accuracies[4] > 45 && accuracies[4] < 75, `the last accuracy is ${accuracies[4]} %`);
    assert.match(text, /Predicted: "Ankle boot", Actual: "Ankle boot"/);
    assert.deepEqual(lab.problems, []);
  });
});
