import assert from "node:assert/strict";
import { expandMagics } from "../../../kernel/language/magic-lines.ts";

const bound = (name: string) => ["ready", "list", "test"].includes(name);
const expand = (source: string) => expandMagics(source, bound);

describe("expandMagics", () => {
  it("turns a line into a call in its place", () => {
    assert.equal(
      expand("let a = 1;\n  %device cuda:0 \nlet b;"),
      'let a = 1;\nawait __tangent__.lineMagic("device", "cuda:0");\nlet b;',
    );
    assert.equal(expand("%pwd\n"), 'await __tangent__.lineMagic("pwd", "")\n');
    assert.equal(
      expand("const r: unknown = %timeit -o f()\nr"),
      'const r: unknown = await __tangent__.lineMagic("timeit", "-o f()");\nr',
    );
  });

  it("turns a whole cell into a call, and looks at nothing of its body", () => {
    assert.equal(expand("%%time\n1\n2"), 'await __tangent__.cellMagic("time", "", "1\\n2")');
    assert.equal(
      expand("\n%%bash -x\nls *.ts `date`\n!x"),
      '\nawait __tangent__.cellMagic("bash", "-x", "ls *.ts `date`\\n!x")',
    );
  });

  it("leaves remainders, texts, comments and regular expressions alone", () => {
    for (const source of [
      "a\n% b",
      "`\n%device\n`",
      "/*\n%device\n*/",
      "f(\n%device\n)",
      "x = /[/`]/;\ny % 2",
      "'%d'",
      "`\n!ls\n`",
      "a\n  ? b\n  : c",
      "const open =\n  ready?\n  1 : 2",
    ]) {
      assert.equal(expand(source), source);
    }
  });

  it("turns commands into calls, and keeps the numbers of lines that go on after a backslash", () => {
    assert.equal(expand("!ls -la *.ts"), 'await __tangent__.shell("ls -la *.ts")');
    assert.equal(expand("!echo a \\\n  b\nx"), 'await __tangent__.shell("echo a    b");\n\nx');
    assert.equal(
      expand("const files = !ls src/*\nfiles"),
      'const files = await __tangent__.shellLines("ls src/*");\nfiles',
    );
    assert.equal(
      expand("files = !./list.sh `date`\n1"),
      'files = await __tangent__.shellLines("./list.sh `date`");\n1',
    );
    assert.equal(
      expand("!echo it's /* open\n!pwd"),
      'await __tangent__.shell("echo it\'s /* open");\nawait __tangent__.shell("pwd")',
    );
    assert.equal(expand("!(cd x; ls)"), 'await __tangent__.shell("(cd x; ls)")');
    assert.equal(expand("!!ls"), 'await __tangent__.shellLines("ls")');
    assert.equal(expand("!test -f x"), 'await __tangent__.shell("test -f x")');
  });

  it("leaves to TypeScript what is a negation there", () => {
    for (const source of [
      "const done = !ready",
      "const empty = !list.length",
      "const none = !list.includes(3) && ready",
      "let later = false;\nconst now = !later;",
      "import {\n  fine } from 'x'\nconst bad = !fine",
      "!ready",
      "const odd = !(3 % 2)",
      "const group = !(ready && list.length)",
      "const later = !(\n  ready\n)",
      "const waited = !(await f())",
      "const both = !!ready",
      "const match = !/a b/.test('x')",
      "const bare = !await f()",
      "const inside = !ready as boolean",
      "a != b",
      "x = y\n!== 3",
    ]) {
      assert.equal(expand(source), source);
    }
  });

  it("turns questions into calls", () => {
    assert.equal(expand("model.weight?"), 'await __tangent__.help("model.weight", "?")');
    assert.equal(expand("let a = 1;\nf??\n"), 'let a = 1;\nawait __tangent__.help("f", "??")\n');
    assert.equal(expand("?f"), 'await __tangent__.help("f", "?")');
    assert.equal(expand("%time?\n1"), 'await __tangent__.help("%time", "?");\n1');
    assert.equal(expand("%%bash?"), 'await __tangent__.help("%%bash", "?")');
  });
});
