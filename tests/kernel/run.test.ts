import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const entry = fileURLToPath(new URL("../../kernel/run.ts", import.meta.url));

describe("tangent run", function () {
  this.timeout(20_000);
  let folder: string;

  before(() => {
    folder = mkdtempSync(join(tmpdir(), "tangent-run-"));
  });
  after(() => rmSync(folder, { recursive: true }));

  const file = (name: string) => join(folder, name);

  function write(name: string, sources: string[]): void {
    const cells = sources.map((source) =>
      source.startsWith("#")
        ? { cell_type: "markdown", metadata: {}, source: [source] }
        : { cell_type: "code", metadata: {}, source, execution_count: null, outputs: [] },
    );
    writeFileSync(file(name), JSON.stringify({ cells, metadata: {}, nbformat: 4, nbformat_minor: 5 }));
  }

  function run(...args: string[]): Promise<{ status: number; stdout: string; stderr: string }> {
    return new Promise((resolve) => {
      execFile(
        process.execPath,
        ["--conditions=tangent-source", entry, ...args],
        { cwd: folder },
        (error, stdout, stderr) => {
          resolve({ status: error ? Number(error.code) : 0, stdout, stderr });
        },
      );
    });
  }

  it("runs cells in order, prints what they print, and writes their outputs", async () => {
    write("good.ipynb", ["# A title", "const a: number = 20;\nconsole.log('printed');", "a * 2 + 2"]);
    const before = readFileSync(file("good.ipynb"), "utf8");
    const { status, stdout, stderr } = await run("good.ipynb", "--output", "out.ipynb");
    assert.deepEqual({ status, stdout, stderr }, { status: 0, stdout: "printed\n42\n", stderr: "" });
    assert.equal(readFileSync(file("good.ipynb"), "utf8"), before);
    const { cells } = JSON.parse(readFileSync(file("out.ipynb"), "utf8"));
    assert.deepEqual(cells[1].outputs, [{ output_type: "stream", name: "stdout", text: ["printed\n"] }]);
    assert.deepEqual(cells[2].outputs, [
      { output_type: "execute_result", data: { "text/plain": ["42"] }, metadata: {}, execution_count: 2 },
    ]);
  });

  it("stops at the first cell that fails, names it and its line, and still writes what there is", async () => {
    write("bad.ipynb", ["1", "# words", "let x = 1;\nthrow new Error('on purpose')", "console.log('never')"]);
    const { status, stdout, stderr } = await run("bad.ipynb", "--output", "bad-out.ipynb");
    assert.equal(status, 1);
    assert.doesNotMatch(stdout, /never/);
    assert.match(stderr, /bad\.ipynb: cell 3 failed:[^\n]*\n.*on purpose/);
    assert.match(stderr, /In\[2\]:2:7/);
    assert.equal(JSON.parse(readFileSync(file("bad-out.ipynb"), "utf8")).cells[2].outputs[0].ename, "Error");
  });

  it("writes outputs into the notebook itself when asked, with what others need to know of the language", async () => {
    write("place.ipynb", ["[{ a: 1 }]"]);
    assert.equal((await run("place.ipynb", "--inplace")).status, 0);
    const { cells, metadata } = JSON.parse(readFileSync(file("place.ipynb"), "utf8"));
    assert.match(cells[0].outputs[0].data["text/html"].join(""), /<table/);
    assert.equal(metadata.language_info.file_extension, ".ts");
    assert.equal((await run("place.ipynb", "--inplace", "--output", "x.ipynb")).status, 2);
  });

  it("says when the kernel dies", async () => {
    write("dies.ipynb", ["process.kill(process.pid, 'SIGKILL'); await new Promise(() => {});"]);
    const { status, stderr } = await run("dies.ipynb");
    assert.equal(status, 1);
    assert.match(stderr, /SIGKILL/);
  });

  it("refuses wrong calls and files that are no notebooks, by name", async () => {
    assert.equal((await run()).status, 2);
    writeFileSync(file("no.ipynb"), "{}");
    const { status, stderr } = await run("no.ipynb");
    assert.equal(status, 1);
    assert.match(stderr, /no\.ipynb: nbformat must be 4/);
    assert.match((await run("missing.ipynb")).stderr, /missing\.ipynb/);
    assert.ok(!existsSync(file("missing.ipynb")));
  });
});
