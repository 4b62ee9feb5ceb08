/** Magics and displays as a person meets them: shown by JupyterLab, in their places. */

import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import type { Locator } from "playwright-core";
import { requires } from "../requirements.ts";
import { JupyterLab } from "./jupyter-lab.ts";

const screenshot = (name: string): string =>
  fileURLToPath(new URL(`../../build/screenshots/${name}.png`, import.meta.url));

const cells = {
  table: "[{ name: 'Ada', born: 1815, at: 0.5 }, { name: 'Alan', born: 1912, at: 1.25 }]",
  markup:
    "import { html, json, latex, markdown, svg, vegaLite } from 'tangent/display';\n" +
    'display(html`<b class="bold">42</b>`);\n' +
    "display(markdown`**strong** and $\\alpha^2$`);\n" +
    "display(latex`\\int_0^1 x^2\\,dx = \\frac{1}{3}`);\n" +
    'svg`<svg xmlns="http://www.w3.org/2000/svg" width="80" height="40"><circle cx="20" cy="20" r="15" fill="teal"/></svg>`',
  json: "json({ model: { layers: [1, 2] } }, { expanded: true })",
  chart:
    "vegaLite({ title: 'bars', width: 160, height: 80, mark: 'bar', data: { values: [{ x: 'a', y: 2 }, { x: 'b', y: 5 }] },\n" +
    "  encoding: { x: { field: 'x', type: 'nominal' }, y: { field: 'y', type: 'quantitative' } } })",
  update: "const handle = display('before');\nhandle.update(html`<i class=\"after\">after</i>`);",
  clear: "for (let i = 0; i < 3; i++) { clearOutput({ wait: true }); console.log('turn', i); }",
  progress:
    "for (const epoch of progress(3, { desc: 'epochs' }))\n" +
    "  for (const batch of progress([1, 2, 3, 4], { desc: 'epoch ' + epoch })) await new Promise((done) => setTimeout(done, 30));",
  profile:
    "function slow(): number { let sum = 0; for (let i = 0; i < 3e7; i++) sum += Math.sqrt(i); return sum; }\n" +
    "function caller(): number { return slow() + slow(); }\n%prun caller()",
  html: '%%html\n<span class="from-magic">magic <sub>2</sub></span>',
  javascript: "%%javascript\nelement.innerHTML = '<em class=\"scripted\">' + [1, 2].join('+') + '</em>';",
  latex: "%%latex\n\\begin{equation} e^{i\\pi} + 1 = 0 \\end{equation}",
  shell: "const lines = !printf 'a\\nb\\n'\n!echo \"from {lines.length} lines\"",
  help: "%timeit?",
} as const;

describe("magics and displays in JupyterLab", function () {
  this.timeout(180_000);
  let lab: JupyterLab;
  const names = Object.keys(cells) as (keyof typeof cells)[];
  const output = (name: keyof typeof cells): Locator =>
    lab.page.locator(".jp-CodeCell").nth(names.indexOf(name)).locator(".jp-OutputArea");

  const text = async (place: Locator): Promise<string> => (await place.textContent()) ?? "";

  before(async function () {
    requires(this, "jupyter", "chromium", "kernel bundle");
    lab = await JupyterLab.open(Object.values(cells));
    await lab.runAll(90_000);
  });
  after(async () => {
    if (!lab) return;
    for (const [i, name] of names.entries()) {
      if (i % 4 !== 0) continue;
      await lab.page
        .locator(".jp-CodeCell")
        .nth(i)
        .evaluate((cell) => cell.scrollIntoView());
      await lab.page.screenshot({ path: screenshot(`display-${name}`) });
    }
    await lab.close();
  });

  it("shows records as a table, markup as what it is, JSON as a tree, and Vega-Lite as a chart", async () => {
    assert.deepEqual(await output("table").locator("tbody tr").first().locator("td").allInnerTexts(), [
      "Ada",
      "1815",
      "0.5",
    ]);
    assert.equal(await output("markup").locator("b.bold").textContent(), "42");
    assert.equal(await output("markup").locator("strong").textContent(), "strong");
    assert.ok((await output("markup").locator("mjx-container").count()) >= 2);
    assert.equal(await output("markup").locator("svg circle, img[src^='data:image/svg']").count(), 1);
    assert.match(await text(output("json")), /model/);
    await output("chart").locator("canvas, svg").first().waitFor({ timeout: 30_000 });
  });

  it("updates and empties in place", async () => {
    assert.equal(await output("update").locator("i.after").textContent(), "after");
    assert.doesNotMatch(await text(output("update")), /before/);
    assert.equal((await text(output("clear"))).trim(), "turn 2");
  });

  it("shows progress in one display, a bar below the other", async () => {
    const bars = output("progress").locator("progress");
    assert.equal(await bars.count(), 2);
    assert.deepEqual(
      await bars.evaluateAll((all) => all.map((bar) => (bar as unknown as { value: number }).value)),
      [1, 1],
    );
    assert.match(await text(output("progress")), /epochs: 100%[\s\S]*3\/3 \[[\s\S]*epoch 2: 100%[\s\S]*4\/4 \[/);
  });

  it("draws a profile, runs cells of other languages, and pages help below the cell", async () => {
    const graph = output("profile").locator("svg, img[src^='data:image/svg']").first();
    assert.ok(((await graph.boundingBox())?.width ?? 0) > 400);
    assert.match(await text(output("profile")), /slow \(In\[\d+\]:1\)/);
    assert.equal(await output("html").locator(".from-magic sub").textContent(), "2");
    assert.equal(await output("javascript").locator("em.scripted").textContent(), "1+2");
    assert.equal(await output("latex").locator("mjx-container").count(), 1);
    assert.match(await text(output("shell")), /from 2 lines/);
    assert.match(await text(output("help")), /loops of a run/);
    assert.deepEqual(lab.problems, []);
  });
});
