import assert from "node:assert/strict";
import { run } from "./execution.ts";
import { useKernel } from "./server.ts";

describe("figures, through a Jupyter server", function () {
  this.timeout(20_000);
  const kernel = useKernel();

  it("appear once, at the end of the cell that drew them or at show()", async () => {
    const drawn = await run(kernel(), 'import * as plt from "tangent/plot";\nplt.plot([1, 2, 3]);\nplt.title("loss");');
    assert.deepEqual(drawn.types, ["display_data"]);
    const shown = await run(kernel(), 'plt.plot([1, 2]); plt.show(); console.log("after");');
    assert.deepEqual(shown.types, ["display_data", "stream"]);
  });

  it("are redrawn in place while a cell runs", async () => {
    const code = [
      'const curves = plt.learningCurves(["loss"]);',
      "for (let i = 1; i <= 3; i++) {",
      "  curves.add({ loss: { train: 1 / i } });",
      "  await new Promise((resolve) => setTimeout(resolve, 60));",
      "}",
    ].join("\n");
    const { types } = await run(kernel(), code);
    assert.equal(types[0], "display_data");
    assert.ok(types.length >= 2 && types.slice(1).every((type) => type === "update_display_data"), String(types));
  });
});
