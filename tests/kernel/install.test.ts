import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { program, requires } from "../requirements.ts";

const entry = fileURLToPath(new URL("../../kernel/install.ts", import.meta.url));

describe("tangent install", function () {
  this.timeout(20_000);
  let folder: string;

  before(function () {
    requires(this, "kernel bundle");
    folder = mkdtempSync(join(tmpdir(), "tangent-install-"));
  });
  after(() => {
    if (folder) rmSync(folder, { recursive: true });
  });

  function install(...args: string[]): { status: number | null; stdout: string; stderr: string } {
    const env = { ...process.env, JUPYTER_DATA_DIR: join(folder, "data") };
    const options = { encoding: "utf8", env } as const;
    const { status, stdout, stderr } = spawnSync(
      process.execPath,
      ["--conditions=tangent-source", entry, ...args],
      options,
    );
    return { status, stdout, stderr };
  }

  it("writes the kernelspec and its pictures for this user, or into an environment, under the names that are given", () => {
    assert.equal(install("--user").status, 0);
    const named = install("--prefix", join(folder, "env"), "--name", "other", "--display-name", "My kernel");
    assert.equal(named.status, 0, named.stderr);
    const places = {
      "TypeScript (Tangent)": join(folder, "data", "kernels", "tangent"),
      "My kernel": join(folder, "env", "share", "jupyter", "kernels", "other"),
    };
    for (const [name, place] of Object.entries(places)) {
      const spec = JSON.parse(readFileSync(join(place, "kernel.json"), "utf8"));
      assert.equal(spec.display_name, name);
      assert.equal(spec.language, "typescript");
      assert.ok(spec.argv.includes("{connection_file}"));
      for (const part of spec.argv.slice(0, -1)) if (part.startsWith("/")) assert.ok(existsSync(part), part);
      for (const size of [32, 64]) {
        const picture = readFileSync(join(place, `logo-${size}x${size}.png`));
        assert.deepEqual([picture.readUInt32BE(16), picture.readUInt32BE(20)], [size, size]);
      }
      assert.ok(statSync(join(place, "logo-svg.svg")).size > 100);
    }
  });

  it("refuses what contradicts itself, by name", () => {
    assert.match(install("--user", "--sys-prefix").stderr, /one of --user, --sys-prefix and --prefix/);
    assert.match(install("--name", "a b").stderr, /--name a b: a kernelspec's name has letters/);
    assert.match(install("--display-name", " ").stderr, /--display-name must not be empty/);
    assert.equal(install("--nonsense").status, 2);
  });

  it("gives papermill a plug-in that pip knows", function () {
    requires(this, "jupyter");
    const env = join(folder, "venv");
    const made = spawnSync(program("python"), ["-m", "venv", "--without-pip", env], { encoding: "utf8" });
    assert.equal(made.status, 0, made.stderr);
    const { status, stderr } = install("--prefix", env, "--papermill");
    assert.equal(status, 0, stderr);
    const code =
      "from importlib.metadata import distribution as d; x = d('tangent-papermill');" +
      "print([e.value for e in x.entry_points], all(f.locate().exists() for f in x.files))";
    const { stdout } = spawnSync(join(env, "bin", "python"), ["-c", code], { encoding: "utf8" });
    assert.equal(stdout, "['tangent_papermill:TangentEngine'] True\n");
  });
});
