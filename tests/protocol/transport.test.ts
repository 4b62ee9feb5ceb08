import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { program, requires } from "../requirements.ts";
import { type JupyterFolders, makeFolders } from "./jupyter.ts";

const script = fileURLToPath(new URL("./transport_test.py", import.meta.url));

describe("jupyter_client's transports", function () {
  this.timeout(60_000);
  let folders: JupyterFolders;

  before(function () {
    requires(this, "jupyter");
    folders = makeFolders();
  });

  after(() => folders?.remove());

  for (const [transport, how] of [
    ["curve", "encrypted by CurveZMQ where the client requires it"],
    ["ipc", "over sockets that are files"],
  ]) {
    it(`reach the kernel ${how}`, async () => {
      const child = spawn(program("python"), [script, transport], {
        env: folders.environment,
        cwd: folders.notebooks,
      });
      let output = "";
      for (const stream of [child.stdout, child.stderr]) {
        stream.on("data", (data) => {
          output += data;
        });
      }
      const [status] = await once(child, "close");
      assert.equal(status, 0, output);
      assert.match(output, /42.*fine/s);
    });
  }
});
