import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { type JupyterFolders, makeFolders, needs, program } from "./jupyter.ts";

const suite = fileURLToPath(new URL("./kernel_test.py", import.meta.url));

/** What the suite does not ask of this kernel: it has no pager. */
const skipped = ["test_pager"];

describe("jupyter_kernel_test", function () {
  this.timeout(120_000);
  let folders: JupyterFolders;

  before(function () {
    needs(this, "jupyter-kernelspec");
    folders = makeFolders();
  });

  after(() => folders?.remove());

  it("finds nothing to complain about", async () => {
    const child = spawn(program("python"), [suite], { env: folders.environment, cwd: folders.notebooks });
    let output = "";
    child.stderr.on("data", (data) => {
      output += data;
    });
    const [status] = await once(child, "exit");
    assert.equal(status, 0, output);
    const names = [...output.matchAll(/^(test_\w+) .*skipped/gm)].map(([, name]) => name);
    assert.deepEqual(names, skipped, output);
    assert.match(output, /^Ran 1\d tests/m);
  });
});
