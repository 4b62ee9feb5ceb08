import assert from "node:assert/strict";
import { CellSyntaxError, compile } from "../../../kernel/language/compile.ts";

/** Where the n-th occurrence of `text` stands in code, one-based. */
function find(code: string, text: string): { line: number; column: number } {
  const at = code.indexOf(text);
  assert.ok(at >= 0, `${text} is not in\n${code}`);
  const before = code.slice(0, at).split("\n");
  return { line: before.length, column: (before.at(-1) as string).length + 1 };
}

describe("compile", () => {
  it("makes every top-level declaration a let", async () => {
    const { code } = await compile("const a = 1; class B {} function c() {} var d = 2; let e = 3;");
    assert.doesNotMatch(code, /\b(const|var)\b/);
    for (const name of ["a", "B", "c", "e"]) assert.match(code, new RegExp(`let ${name} = `));
  });

  it("leaves declarations inside of functions and blocks alone", async () => {
    const { code } = await compile("function f() { const a = 1; var b = 2; class C {} }\n{ const inner = 1; }");
    assert.match(code, /const a = 1; var b = 2; class C \{\}/);
    assert.match(code, /const inner = 1/);
  });

  it("declares functions and imports ahead of the rest", async () => {
    const { code } = await compile("f();\nfunction f() {}\nimport 'node:os';");
    assert.ok(code.indexOf('import("node:os")') < code.indexOf("let f = "));
    assert.ok(code.indexOf("let f = ") < code.indexOf("f();"));
  });

  it("keeps names that only a later cell uses, and drops imports of types", async () => {
    const { code } = await compile("import { a, type T } from 'x';\nlet unused: T;");
    assert.match(code, /\["a"\]/);
    assert.doesNotMatch(code, /"T"/);
  });

  it("hands over the value of a last expression, unless a semicolon ends the cell", async () => {
    const cases: Record<string, boolean> = {
      "1 + 1": true,
      "1 + 1;": false,
      "1 + 1 // why;": true,
      "1 + 1; // why": false,
      "'a;'": true,
      "let a = 1": false,
      "let a = 0;\na = 2": false,
      "f`;`": true,
      "(x as number)": true,
      "{ a: 1 }": true,
      "{ a: 1 };": false,
      "if (x) { y }": false,
      "": false,
      "/;/.test(';')": true,
    };
    for (const [source, expected] of Object.entries(cases)) {
      assert.equal((await compile(source)).hasResult, expected, source);
    }
  });

  it("finds the way back to the cell's own line and column, through both compilers", async () => {
    const sources = [
      "const a: number = 1;\ninterface I { x: number }\n  for (const i of [1]) {\n    await target(i as number);\n  }",
      "const a = 1;\nwhile (a) {\n\n  if (a) { target(); }\n}",
      "import x from 'x';\nfunction g<T>(v: T): T {\n  return target(v);\n}",
      "f();\nclass C<T> { private y?: T;\n  m(): T { return target() as T; } }",
    ];
    for (const source of sources) {
      const { code, original } = await compile(source);
      assert.deepEqual(original(find(code, "target")), find(source, "target"), source);
    }
  });

  it("says where a cell is no TypeScript, counting columns in UTF-16 units", async () => {
    const cases: [string, number, number][] = [
      ["let a = 1;\nlet b = = 2;", 2, 9],
      ["const s = '𝒻𝒻é'; let b = = 2;", 1, 28],
    ];
    for (const [source, line, column] of cases) {
      await assert.rejects(compile(source), (error: CellSyntaxError) => {
        assert.ok(error instanceof CellSyntaxError);
        assert.deepEqual(error.position, { line, column });
        return true;
      });
    }
  });

  it("lets loops look at the interrupt flag, one-line bodies and labels among them", async () => {
    for (const loop of [
      "while (x) y();",
      "do y(); while (x)",
      "for (;;) {}",
      "outer: for (const a of b) continue outer;",
    ]) {
      const { code } = await compile(loop);
      assert.match(code, /\$turn & 1023.*__tangent__\.check\(\)/, loop);
    }
  });
});
