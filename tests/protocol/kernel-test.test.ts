import assert from "node:assert/strict";
import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { program, requires } from "../requirements.ts";
import { type JupyterFolders, makeFolders } from "./jupyter.ts";

const suite = fileURLToPath(new URL("./kernel_test.py", import.meta.url));
const installer = fileURLToPath(new URL("../../dist/kernel/install.js", import.meta.url));

describe("jupyter_kernel_test, against the kernelspec that tangent install writes", function () {
  this.timeout(120_000);
  let folders: JupyterFolders;

  before(function () {
    requires(this, "jupyter", "jupyter-kernel-test", "kernel bundle");
    folders = makeFolders((data) => {
      execFileSync(process.execPath, [installer, "--user"], { env: { ...process.env, JUPYTER_DATA_DIR: data } });
    });
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
    assert.doesNotMatch(output, /skipped/);
    assert.match(output, /^Ran 13 tests/m);
  });
});
