import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { inspect } from "node:util";
import {
  displayOptions,
  html,
  iframe,
  json,
  latex,
  markdown,
  png,
  progress,
  type Representation,
  svg,
  table,
  toBundle,
  vegaLite,
} from "tangent/display";

const symbol = Symbol.for("Jupyter.display");
const dataOf = (value: unknown) => {
  const bundle = toBundle(value);
  assert.ok(!(bundle instanceof Promise));
  return bundle.data;
};

/** What a script prints. */
function script(source: string): { stdout: string; stderr: string } {
  const args = ["--conditions=tangent-source", "--input-type=module", "--eval", source];
  const { stdout, stderr } = spawnSync(process.execPath, args, { encoding: "utf8", cwd: process.cwd() });
  return { stdout, stderr };
}

describe("tangent/display", () => {
  it("makes values that are shown as what they hold, with their text beside it", () => {
    const cases: [Representation, string, unknown, string][] = [
      [html`<b>${1 + 1}</b> &lt;`, "text/html", "<b>2</b> &lt;", "2 <"],
      [markdown("# T"), "text/markdown", "# T", "# T"],
      [latex`\frac{1}{2}`, "text/latex", "$$\\frac{1}{2}$$", "\\frac{1}{2}"],
      [latex("$x$"), "text/latex", "$x$", "$x$"],
      [svg("<svg/>"), "image/svg+xml", "<svg/>", "<SVG picture>"],
      [json({ a: [1] }), "application/json", { a: [1] }, '{\n  "a": [\n    1\n  ]\n}'],
    ];
    for (const [value, mime, shown, text] of cases) {
      assert.deepEqual(dataOf(value), { [mime]: shown, "text/plain": text });
      assert.equal(inspect(value), text);
    }
    assert.match(String(dataOf(iframe("http://x/?a=1&b"))["text/html"]), /src="http:\/\/x\/\?a=1&amp;b"/);
    assert.ok("application/vnd.vegalite.v5+json" in dataOf(vegaLite({ mark: "bar" })));
  });

  it("refuses what is none, by name", () => {
    assert.throws(() => html(5 as never), /html: the text must be a string.*got 5/);
    assert.throws(() => json(1n), /json: .*BigInt/);
    assert.throws(() => png(new Uint8Array([1, 2, 3])), /png: what was given is no PNG file/);
    assert.throws(() => vegaLite([] as never), /vegaLite: the specification must be an object/);
  });

  it("shows pictures with their size", () => {
    const bytes = new Uint8Array([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a]);
    const bundle = toBundle(png(bytes, { width: 20 }));
    assert.ok(!(bundle instanceof Promise));
    assert.equal(bundle.data["image/png"], Buffer.from(bytes).toString("base64"));
    assert.deepEqual(bundle.metadata, { "image/png": { width: 20 } });
  });

  it("shows arrays of records as a table, long ones by both ends, and other arrays as text", () => {
    const shown = dataOf([
      { a: 1, b: "<i>" },
      { a: 2, c: [3] },
    ]);
    assert.equal(shown["text/plain"], "[ { a: 1, b: '<i>' }, { a: 2, c: [ 3 ] } ]");
    const rows =
      "<tr><th>0</th><td>1</td><td>&lt;i&gt;</td><td></td></tr><tr><th>1</th><td>2</td><td></td><td>[ 3 ]</td></tr>";
    assert.ok(String(shown["text/html"]).includes(rows));
    const long = table(Array.from({ length: 1_000 }, (_, i) => ({ i }))).toString();
    assert.match(long, / {2}4 {4}4\n +… {4}…\n995 {2}995\n.*\[1,000 rows × 1 columns\]/s);
    for (const value of [[], [1, 2], [{}], [new Date(0)], [{ a: 1 }, 2]])
      assert.deepEqual(Object.keys(dataOf(value)), ["text/plain"]);
  });

  it("shows a value as text where its own method fails, and says so", () => {
    const { error } = console;
    const said: string[] = [];
    console.error = (text: string) => said.push(text);
    try {
      const thrower = () => {
        throw new Error("mine");
      };
      assert.match(String(dataOf({ [symbol]: thrower, k: 1 })["text/plain"]), /k: 1/);
      assert.match(String(dataOf({ [symbol]: () => 5, k: 2 })["text/plain"]), /k: 2/);
      assert.match(String(dataOf({ [symbol]: () => ({ "text/html": 1n }), k: 3 })["text/plain"]), /k: 3/);
      assert.match(String(dataOf({ [inspect.custom]: thrower, k: 4 })["text/plain"]), /k: 4/);
    } finally {
      console.error = error;
    }
    assert.equal(said.length, 4);
    assert.match(said[0], /\[Symbol\.for\("Jupyter\.display"\)\] of Object failed.*mine/s);
    assert.match(said[2], /text\/html of a MIME bundle must be a string, bytes or JSON/);
  });

  it("takes bytes in a bundle, and what a method promises", async () => {
    assert.equal(dataOf({ [symbol]: () => ({ "image/png": new Uint8Array([1, 2]) }) })["image/png"], "AQI=");
    const { data } = await toBundle({ [symbol]: async () => ({ "text/html": "later" }) });
    assert.equal(data["text/html"], "later");
  });

  it("cuts what is long, with a note", () => {
    const before = displayOptions.maxText;
    displayOptions.maxText = 10;
    try {
      assert.match(String(dataOf([1111, 2222, 3333])["text/plain"]), /^\[ 1111, 22\n… 10 more characters/);
    } finally {
      displayOptions.maxText = before;
    }
  });

  it("prints text in a plain script", () => {
    const source =
      "import { display, html, progress, clearOutput } from 'tangent/display';" +
      "const handle = display(html`<b>bold</b>`); handle.update([1, 2]); clearOutput();" +
      "let sum = 0; for (const i of progress([1, 2, 3], { desc: 'sum' })) sum += i; console.log(sum);";
    const { stdout, stderr } = script(source);
    assert.equal(stdout, "bold\n[ 1, 2 ]\n6\n");
    assert.match(stderr, /^sum: 100%\|██████████\| 3\/3 \[00:00<00:00, .*it\/s\]\n$/);
  });
});

describe("progress", () => {
  const quiet = { disable: true };

  it("goes through iterables of both kinds, counts and maps, and knows how long they are", async () => {
    assert.deepEqual([...progress(3, quiet)], [0, 1, 2]);
    const bar = progress(new Map([["a", 1]]), quiet);
    assert.deepEqual([...bar], [["a", 1]]);
    assert.deepEqual([bar.n, bar.total], [1, 1]);
    async function* source() {
      yield 1;
      yield 2;
    }
    const seen: number[] = [];
    for await (const value of progress(source(), quiet)) seen.push(value);
    assert.deepEqual(seen, [1, 2]);
    const endless = {
      get length(): number {
        throw new TypeError("has no length");
      },
      *[Symbol.iterator]() {
        yield 5;
      },
    };
    assert.equal(progress(endless, quiet).total, undefined);
  });

  it("ends with its loop, also one that is left early", () => {
    let ended = false;
    function* source() {
      try {
        yield 1;
        yield 2;
      } finally {
        ended = true;
      }
    }
    const bar = progress(source(), { ...quiet, total: 2 });
    for (const _ of bar) break;
    assert.ok(ended);
    assert.match(inspect(bar), /^ {2}0%\|/);
  });

  it("begins anew with another loop", () => {
    const bar = progress([1, 2, 3], quiet);
    for (const pass of ["first", "second"]) {
      assert.deepEqual([...bar], [1, 2, 3], pass);
      assert.equal(bar.n, 3);
    }
  });

  it("is moved by hand, and shows values behind the bar", () => {
    using bar = progress({ total: 4, ...quiet });
    bar.update();
    bar.update(2);
    bar.setDescription("by hand");
    bar.setPostfix({ loss: 0.123456, step: 12 });
    assert.match(inspect(bar), /^by hand: {2}75%\|███████▌ {2}\| 3\/4 \[.*, loss=0\.123, step=12\]$/);
  });

  it("refuses what it does not know", () => {
    assert.throws(() => progress(-1), /whole number from 0 on, got -1/);
    assert.throws(() => progress([], { ncols: 5 } as never), /there is no option ncols; it has desc/);
    assert.throws(() => progress(null as never), /give an iterable, a count or options, got null/);
  });
});
