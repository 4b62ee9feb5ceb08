import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { run, value } from "./execution.ts";
import { useKernel } from "./server.ts";

describe("magics about files and output, through a Jupyter server", function () {
  this.timeout(20_000);
  const kernel = useKernel();
  let folder: string;

  before(async () => {
    folder = mkdtempSync(join(tmpdir(), "tangent-magics-"));
    await run(kernel(), `%cd -q ${folder}`);
    await run(kernel(), "import { mkdirSync } from 'node:fs'; mkdirSync('lib');");
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  const file = (name: string) => join(folder, name);

  it("%%writefile writes what is no TypeScript as it stands, and adds to it", async () => {
    assert.equal((await run(kernel(), "%%writefile a.txt\nx (`\n%time")).stdout, "Writing a.txt\n");
    assert.equal((await run(kernel(), "%%writefile -a a.txt\nmore\n")).stdout, "Appending to a.txt\n");
    assert.equal(readFileSync(file("a.txt"), "utf8"), "x (`\n%time\nmore\n");
    assert.equal((await run(kernel(), "%%writefile a.txt\nanew")).stdout, "Overwriting a.txt\n");
    assert.equal(readFileSync(file("a.txt"), "utf8"), "anew\n");
    assert.match((await run(kernel(), "%%writefile\nx")).error.evalue, /%%writefile needs FILE/);
  });

  it("%run runs a file with its imports and arguments, and names its lines", async () => {
    await run(kernel(), "%%writefile lib/base.ts\nexport const base: number = 40;");
    const source = [
      "import { base } from './base.ts';",
      "const total: number = base + process.argv.slice(2).length;",
      "function fail(): never {\n  throw new Error('in the file');\n}",
    ];
    await run(kernel(), `%%writefile lib/script.ts\n${source.join("\n")}`);
    const { stderr } = await run(kernel(), "%run lib/script.ts 'one word' two");
    assert.equal(stderr, "");
    assert.equal(await value(kernel(), "total"), "42");
    assert.match((await run(kernel(), "fail()")).error.traceback, /lib\/script\.ts:4:9/);
    assert.match((await run(kernel(), "%run none.ts")).error.evalue, /%run: ENOENT.*none\.ts/);
    assert.match((await run(kernel(), "%run a.txt")).error.evalue, /%run takes a file that ends in .*a\.txt/);
  });

  it("%run runs a notebook", async () => {
    const cell = (source: string) => ({ cell_type: "code", metadata: {}, source, execution_count: null, outputs: [] });
    const cells = [cell("let fromNotebook = 1;"), cell("%pwd"), cell("fromNotebook++; nothing()")];
    writeFileSync(file("n.ipynb"), JSON.stringify({ cells, metadata: {}, nbformat: 4, nbformat_minor: 5 }));
    const { error, types } = await run(kernel(), "%run n.ipynb");
    assert.match(error.traceback, /n\.ipynb, cell 3:1:1\d/);
    assert.deepEqual(types, ["display_data", "error"]);
    assert.equal(await value(kernel(), "fromNotebook"), "2");
  });

  it("%load puts a file's lines into the cell", async () => {
    writeFileSync(file("l.ts"), "one\ntwo\nthree\n");
    const { reply } = await run(kernel(), "%load -r 2-3 l.ts");
    assert.ok(reply.status === "ok");
    assert.deepEqual(reply.payload, [
      { source: "set_next_input", text: "// %load l.ts\ntwo\nthree", replace: true },
    ] as unknown);
    assert.match((await run(kernel(), "%load -r x l.ts")).error.evalue, /-r takes lines such as 5-10.*got x/);
  });

  it("%%capture keeps what is printed and shown, late prints among it, and shows it when asked", async () => {
    const code = "%%capture kept\nconsole.log('a'); console.error('b'); await display('c');\n!echo d\n'e'";
    assert.deepEqual((await run(kernel(), code)).types, []);
    assert.equal(await value(kernel(), "[kept.stdout, kept.stderr, kept.outputs.length]"), "[ 'a\\nd\\n', 'b\\n', 2 ]");
    assert.deepEqual((await run(kernel(), "kept.show()")).types, ["stream", "stream", "display_data", "display_data"]);
    const { stdout, types } = await run(kernel(), "%%capture --no-stdout\nconsole.log('shown'); console.error('b')");
    assert.equal(stdout, "shown\n");
    assert.deepEqual(types, ["stream"]);
    assert.match((await run(kernel(), "%%capture kept\n\nthrow new Error('out')")).error.traceback, /In\[\d+\]:3:7/);
  });

  it("shows cells as what they hold", async () => {
    for (const [magic, mime] of [
      ["html", "text/html"],
      ["markdown", "text/markdown"],
      ["latex", "text/latex"],
      ["svg", "image/svg+xml"],
      ["javascript", "application/javascript"],
    ]) {
      const [shown] = (await run(kernel(), `%%${magic}\n<a href="(">\n`)).all("display_data");
      assert.equal((shown as { data: Record<string, unknown> }).data[mime], '<a href="(">\n');
    }
  });

  it("%history prints cells by their numbers, with results, and finds them", async () => {
    const first = Number((await run(kernel(), "const told = 'h';")).reply.execution_count);
    await run(kernel(), "told + 1");
    const { stdout } = await run(kernel(), `%history -n -o ${first}-${first + 1}`);
    assert.equal(stdout.replace(/^ +/gm, ""), `${first}: const told = 'h';\n${first + 1}: told + 1\n'h1'\n`);
    assert.match((await run(kernel(), "%history -g told?+")).stdout, /^told \+ 1$/m);
    assert.match(
      (await run(kernel(), "%history x")).error.evalue,
      /%history takes lines such as 4, 4-6 or ~1\/4-6, got x/,
    );
  });

  it("%xmode chooses how much an error shows; %config shows and changes settings", async () => {
    const throwing = "function deep() {\n  throw new Error('told')\n}\ndeep()";
    await run(kernel(), "%xmode minimal");
    assert.equal((await run(kernel(), throwing)).error.traceback, "Error: told");
    await run(kernel(), "%xmode Plain");
    const plain = (await run(kernel(), throwing)).error.traceback;
    assert.match(plain, /^Error: told\nIn\[\d+\]:2:9 in deep\nIn\[\d+\]:4:1$/);
    await run(kernel(), "%config xmode = 'Context'");
    assert.match((await run(kernel(), throwing)).error.traceback, /> 2 \| {3}throw/);
    assert.match((await run(kernel(), "%config")).stdout, /^xmode +=/m);
    assert.match((await run(kernel(), "%config xmod = Plain")).error.evalue, /no setting xmod; did you mean xmode/);
    assert.match(
      (await run(kernel(), "%config maxRows = many")).error.evalue,
      /maxRows takes a whole number.*got many/,
    );
  });
});
