/** `tangent install`, and the command itself. */

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { inRoot } from "../../scripts/shared/root.mjs";
import { requires } from "../requirements.ts";

describe("tangent", function () {
  this.timeout(20_000);
  let folder: string;

  before(function () {
    requires(this, "kernel bundle");
  });
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "tangent install "));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  function tangent(...args: string[]) {
    const env = { ...process.env, JUPYTER_DATA_DIR: join(folder, "user") };
    return spawnSync(process.execPath, [inRoot("scripts", "tangent.mjs"), ...args], { encoding: "utf8", env });
  }

  const specIn = (...parts: string[]) =>
    JSON.parse(readFileSync(join(folder, ...parts, "kernel.json"), "utf8")) as Record<string, unknown>;

  it("installs for the user, under its own name", () => {
    const { status, stdout } = tangent("install");
    assert.equal(status, 0);
    assert.match(stdout, /Installed the kernelspec tangent in .*user\/kernels\/tangent/);
    const spec = specIn("user", "kernels", "tangent");
    assert.equal(spec.display_name, "TypeScript (Tangent)");
    assert.equal(spec.language, "typescript");
    const [node, option, main, ...rest] = spec.argv as string[];
    assert.ok(existsSync(node) && existsSync(main));
    assert.deepEqual([option, ...rest], ["--no-node-snapshot", "-f", "{connection_file}"]);
  });

  it("installs into a prefix, under a name of choice, and leaves nothing else there", () => {
    assert.equal(tangent("install", "--prefix", join(folder, "env"), "--name", "other").status, 0);
    assert.deepEqual(readdirSync(join(folder, "env", "share", "jupyter", "kernels")), ["other"]);
    const files = readdirSync(join(folder, "env", "share", "jupyter", "kernels", "other")).sort();
    assert.deepEqual(files, ["kernel.json", "logo-32x32.png", "logo-64x64.png", "logo-svg.svg"]);
    assert.equal(existsSync(join(folder, "user")), false);
  });

  it("is installed again over itself", () => {
    tangent("install");
    assert.equal(tangent("install").status, 0);
  });

  for (const [args, message] of [
    [["--user", "--prefix", "x"], /give one of --user, --sys-prefix and --prefix/],
    [["--name", "a/b"], /--name a\/b: a kernelspec's name has letters/],
    [["--prefx", "x"], /--prefx/],
    [["--prefix"], /--prefix/],
    [["here"], /here/],
  ] as const) {
    it(`refuses install ${args.join(" ")}`, () => {
      const { status, stderr } = tangent("install", ...args);
      assert.equal(status, 2);
      assert.match(stderr, message);
      assert.match(stderr, /usage: tangent install/);
    });
  }

  it("says what it can do, and what it cannot", () => {
    assert.match(tangent().stdout, /install.*\n.*lab.*\n.*run NOTEBOOK/);
    const { status, stderr } = tangent("fly");
    assert.equal(status, 2);
    assert.match(stderr, /unknown command 'fly'/);
  });
});
