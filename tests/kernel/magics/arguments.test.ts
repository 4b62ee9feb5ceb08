import assert from "node:assert/strict";
import { formatUsage, parseArguments } from "../../../kernel/magics/arguments.ts";

const options = {
  loops: { kind: "integer", short: "n", value: "N", summary: "how often" },
  quiet: { kind: "flag", short: "q", summary: "print nothing" },
  out: { kind: "text", summary: "where to" },
} as const;
const words = { options, operands: { usage: "[NAME …]", take: "words", most: 2 } } as const;
const text = { options, operands: { usage: "CODE", take: "text", least: 1 } } as const;

describe("parseArguments", () => {
  const parse = (form: typeof words | typeof text, given: string) => parseArguments<typeof options>("%it", form, given);

  it("takes options in all of their spellings, anywhere among words", () => {
    for (const given of [
      "-n 10 -q a --out=x",
      "a -qn10 --out x",
      "--loops 10 a --quiet --out 'x'",
      "-qn 10 --out x a",
    ]) {
      const { options, words: rest } = parse(words, given);
      assert.deepEqual([options, rest], [{ loops: 10, quiet: true, out: "x" }, ["a"]], given);
    }
    assert.deepEqual(parse(words, ""), {
      options: { loops: undefined, quiet: false, out: undefined },
      words: [],
      text: "",
    });
  });

  it("splits words as the shell does", () => {
    assert.deepEqual(parse(words, String.raw`"a b"'c d' e\ f`).words, ["a bc d", "e f"]);
    assert.deepEqual(parse(words, "-- -q").words, ["-q"]);
    assert.throws(() => parse(words, "'a"), /%it: a quote is open in 'a/);
  });

  it("passes on what looks like options where there are none", () => {
    const operands = { usage: "[ARGUMENT …]", take: "words" } as const;
    assert.deepEqual(parseArguments("%it", { operands }, "a --b -- -c").words, ["a", "--b", "--", "-c"]);
  });

  it("leaves a text as it stands", () => {
    assert.equal(parse(text, "-n 3  f( 'it', \"-q\" ) // it's ").text, "f( 'it', \"-q\" ) // it's");
    assert.equal(parse(text, "-- -x").text, "-x");
    assert.equal(parse(text, "-1 + 2").text, "-1 + 2");
  });

  it("names the option or the operand that is wrong", () => {
    assert.throws(() => parse(words, "--lops 3"), /%it: there is no option --lops; did you mean --loops\?/);
    assert.throws(
      () => parse(words, "--zzzzzz"),
      /there is no option --zzzzzz; it has -n, --loops, -q, --quiet, --out/,
    );
    assert.throws(() => parse(words, "-n ten"), /%it: -n needs a whole number, got "ten"/);
    assert.throws(() => parse(words, "--out"), /%it: --out needs a value: --out OUT/);
    assert.throws(() => parse(words, "--quiet=yes"), /%it: --quiet takes no value, got yes/);
    assert.throws(() => parse(words, "a b c"), /%it takes 2 arguments, \[NAME …\], got 3: a b c/);
    assert.throws(() => parse(text, ""), /%it needs CODE/);
    assert.throws(() => parseArguments("%it", {}, "x"), /%it takes no arguments, got x/);
  });

  it("says how it is used", () => {
    assert.equal(formatUsage(words), " [-n N] [-q] [--out OUT] [NAME …]");
  });
});
