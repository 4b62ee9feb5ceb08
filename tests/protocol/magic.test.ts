import assert from "node:assert/strict";
import { run } from "./execution.ts";
import { useKernel } from "./server.ts";

describe("magics, through a Jupyter server", function () {
  this.timeout(20_000);
  const kernel = useKernel();

  it("%matplotlib inline is understood, and another backend is refused by name", async () => {
    const { reply, types } = await run(kernel(), "%matplotlib inline");
    assert.equal(reply.status, "ok");
    assert.deepEqual(types, []);
    assert.match((await run(kernel(), "%matplotlib qt")).error.evalue, /qt/);
  });

  it("%device says the device, and refuses one that is not there with the reason", async () => {
    const { stdout } = await run(kernel(), "%device");
    assert.match(stdout, /^device: cpu \(no cuda: .*CUDA.*\)\n$/);
    assert.match((await run(kernel(), "%device cpu")).stdout, /^device: cpu/);
    const { ename, evalue } = (await run(kernel(), "%device cuda")).error;
    assert.match(`${ename}: ${evalue}`, /cuda/i);
    assert.match((await run(kernel(), "%device gpu")).error.evalue, /cpu, cuda or cuda:N, got gpu/);
  });

  it("stands between other lines, and leaves percent signs alone that are arithmetic or text", async () => {
    const code =
      "let left = 17;\n%matplotlib inline\nleft\n  % 5;\nconst text = `\n%matplotlib qt\n`;\n[left % 5, text.length]";
    const { result } = await run(kernel(), code);
    assert.equal(result, "[ 2, 16 ]");
  });

  it("%time says how long a line took, and shows its value", async () => {
    const { stdout, result } = await run(kernel(), "%time 1 + 1");
    assert.match(stdout, /Wall time: /);
    assert.equal(result, "2");
    const failed = await run(kernel(), "%%time\nconst a = 1;\nthrow new Error('timed')");
    assert.equal(failed.error.evalue, "timed");
  });

  it("names the nearest magic for one that does not exist", async () => {
    assert.match((await run(kernel(), "%devise")).error.evalue, /%device/);
  });

  it("lists magics and variables", async () => {
    assert.match((await run(kernel(), "%lsmagic")).stdout, /%device/);
    await run(kernel(), "const listed = 5;");
    assert.match((await run(kernel(), "%whos")).stdout, /listed +5/);
  });
});
