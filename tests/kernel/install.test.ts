import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
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

  it("lets papermill write parameters as TypeScript, and read those of a notebook", function () {
    this.timeout(120_000);
    requires(this, "papermill");
    assert.equal(install("--user").status, 0);
    const cell = (source: string, tags: string[] = []) => ({
      cell_type: "code",
      id: `cell-${source.length}`,
      metadata: { tags },
      source,
      execution_count: null,
      outputs: [],
    });
    const cells = [cell("const rate: number = 0.5; // of learning", ["parameters"]), cell("[rate, name, options]")];
    const kernelspec = { name: "tangent", display_name: "TypeScript (Tangent)", language: "typescript" };
    const [from, to] = [join(folder, "in.ipynb"), join(folder, "out.ipynb")];
    writeFileSync(from, JSON.stringify({ cells, metadata: { kernelspec }, nbformat: 4, nbformat_minor: 5 }));
    // The plug-in's module is loaded as an installed one is, without a change to the environment that the tests share.
    const load =
      "import sys; sys.path.insert(0, sys.argv.pop(1)); import tangent_papermill; from papermill.cli import papermill; papermill()";
    const papermill = (...args: string[]) =>
      spawnSync(
        program("python"),
        ["-c", load, fileURLToPath(new URL("../../kernel/papermill", import.meta.url)), ...args],
        {
          encoding: "utf8",
          env: { ...process.env, JUPYTER_DATA_DIR: join(folder, "data") },
        },
      );
    assert.match(papermill("--help-notebook", from).stdout, /rate: number \(default 0\.5\) +of learning/);
    const yaml = '{ "rate": 0.25, "name": "a\\"é", "options": { "deep": [1, null, true] } }';
    const { status, stderr } = papermill(from, to, "-y", yaml);
    assert.equal(status, 0, stderr);
    const written = JSON.parse(readFileSync(to, "utf8")).cells.slice(-2) as {
      source: string[];
      outputs: { data: object }[];
    }[];
    assert.match([written[0].source].flat().join(""), /^\/\/ Parameters\nlet rate = 0\.25;/);
    const shown = (written[1].outputs[0].data as Record<string, string[]>)["text/plain"];
    assert.equal([shown].flat().join(""), `[ 0.25, 'a"é', { deep: [ 1, null, true ] } ]`);
  });
});
