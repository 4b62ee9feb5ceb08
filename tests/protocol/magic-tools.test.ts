import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { program, requires } from "../requirements.ts";
import { run, value } from "./execution.ts";
import { useKernel } from "./server.ts";

describe("magics that load again, profile and start programs, through a Jupyter server", function () {
  this.timeout(60_000);
  const kernel = useKernel();
  let folder: string;

  before(async () => {
    folder = mkdtempSync(join(tmpdir(), "tangent-tools-"));
    await run(kernel(), `%cd -q ${folder}`);
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  /** Sizes differ, so that a clock that has not moved on hides no change. */
  const write = (name: string, source: string) => writeFileSync(join(folder, name), source);

  it("%autoreload gives imported names their new values, but not names that mean something else by now", async () => {
    write("inner.ts", "export const base: number = 1;");
    write("outer.ts", "import { base } from './inner.ts';\nexport const f = () => base;\nexport const same = 'same';");
    await run(kernel(), "import { f, same, f as renamed } from './outer.ts'; import * as all from './outer.ts';");
    assert.equal((await run(kernel(), "%autoreload")).stdout, "Nothing has changed.\n");
    write("inner.ts", "export const base: number = 22;");
    assert.equal(await value(kernel(), "f()"), "1");
    assert.equal((await run(kernel(), "%autoreload")).stdout, "Loaded again: ./outer.ts\n");
    assert.equal(await value(kernel(), "[f(), renamed(), all.f(), same]"), "[ 22, 22, 22, 'same' ]");
    await run(kernel(), "%autoreload on");
    write("inner.ts", "export const base: number = 333;");
    assert.equal(await value(kernel(), "[f(), all.f()]"), "[ 333, 333 ]");
    await run(kernel(), "const f = () => 'mine';");
    write("inner.ts", "export const base: number = 4444;");
    assert.equal(await value(kernel(), "[f(), renamed()]"), "[ 'mine', 4444 ]");
    write("inner.ts", "export const base = (;");
    const broken = await run(kernel(), "renamed()");
    assert.equal(broken.result, "4444");
    assert.match(
      broken.stderr,
      /%autoreload: \.\/outer\.ts cannot be loaded, and stays as it was: SyntaxError.*inner\.ts:1:22/,
    );
    assert.equal((await run(kernel(), "1")).stderr, "");
    await run(kernel(), "%autoreload off");
    assert.match((await run(kernel(), "%autoreload soon")).error.evalue, /%autoreload takes on or off, got soon/);
  });

  it("%prun shows where the time goes: a flame graph, a table by function, the code's value", async () => {
    const code = [
      "function slow(): number {",
      "  let sum = 0;",
      "  for (let i = 0; i < 2e7; i++) sum += Math.sqrt(i);",
      "  return sum;",
      "}",
      "function caller(): number { return slow() > 0 ? 7 : 0 }",
    ].join("\n");
    const count = Number((await run(kernel(), code)).reply.execution_count);
    const execution = await run(kernel(), "%prun caller()");
    assert.equal(execution.result, "7");
    const [shown] = execution.all("display_data") as { data: Record<string, string> }[];
    const svg = shown.data["image/svg+xml"];
    assert.match(svg, new RegExp(`<title>slow \\(In\\[${count}\\]:1\\): [\\d.]+ m?s, [\\d.]+ %`));
    assert.match(execution.stdout, new RegExp(`^ +\\d+ .* slow \\(In\\[${count}\\]:1\\)$`, "m"));
    assert.match(execution.stdout, new RegExp(`caller \\(In\\[${count}\\]:6\\)`));
    assert.doesNotMatch(execution.stdout, /kernel\/|acorn|magic-string/);
    assert.deepEqual((await run(kernel(), "%%prun -q\n\nthrow new Error('profiled')")).types, ["error"]);
    assert.match((await run(kernel(), "%prun -s name 1")).error.evalue, /%prun: -s takes self or total, got name/);
  });

  it("name?? shows the TypeScript that a cell declared", async () => {
    const source =
      "async function told<T>(value: T): Promise<T> {\n  // why\n  for (const x of [value]) return x as T;\n  return value;\n}";
    await run(kernel(), `${source}\nclass Kept { constructor(readonly held: number) {} }`);
    const paged = async (code: string) => {
      const { reply } = await run(kernel(), code);
      assert.ok(reply.status === "ok");
      return (reply.payload as unknown as { data: Record<string, string> }[])[0].data["text/plain"];
    };
    assert.ok((await paged("told??")).endsWith(source));
    assert.ok((await paged("Kept??")).endsWith("class Kept { constructor(readonly held: number) {} }"));
  });

  it("%tensorboard says what to install, and which folder is missing", async () => {
    const path = await value(kernel(), "process.env.PATH");
    await run(kernel(), "process.env.PATH = '/nowhere';");
    assert.match(
      (await run(kernel(), "%tensorboard --logdir .")).error.evalue,
      /not installed here. !pip install tensorboard/,
    );
    await run(kernel(), `process.env.PATH = ${path};`);
  });

  it("%tensorboard starts one that answers, shows it in a frame, and ends it", async function () {
    requires(this, "tensorboard");
    await run(kernel(), `process.env.PATH += ':${dirname(program("tensorboard"))}';`);
    const execution = await run(kernel(), "%tensorboard --logdir .");
    const [shown] = execution.all("display_data") as { data: Record<string, string> }[];
    const [, address] = /TensorBoard: (\S+)/.exec(shown.data["text/plain"]) ?? [];
    assert.match(shown.data["text/html"], /<iframe id="tensorboard-/);
    assert.match(await (await fetch(address)).text(), /TensorBoard/);
    await run(kernel(), "%tensorboard --logdir . --kill");
    assert.match((await run(kernel(), "%tensorboard --logdir . --kill")).error.evalue, /none runs on/);
  });

  it("%npm runs npm, and what it installs can be imported", async () => {
    await run(kernel(), "import { mkdirSync } from 'node:fs'; mkdirSync('package');");
    write("package.json", '{ "name": "notebook", "version": "1.0.0" }');
    writeFileSync(
      join(folder, "package", "package.json"),
      '{ "name": "greeter", "version": "1.0.0", "main": "index.js" }',
    );
    writeFileSync(join(folder, "package", "index.js"), "exports.greet = () => 'hello';");
    const { reply, stderr } = await run(kernel(), "%npm install --offline --no-audit --no-fund ./package");
    assert.equal(reply.status, "ok", stderr);
    assert.equal(await value(kernel(), "import { greet } from 'greeter';\ngreet()"), "'hello'");
    assert.match((await run(kernel(), "%npm")).error.evalue, /%npm needs COMMAND/);
  });
});
