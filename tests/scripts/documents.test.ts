/** Words are tested too: paths, commands and packages that documents name exist. */

import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { inRoot } from "../../scripts/shared/root.mjs";

const read = (name: string): string => readFileSync(inRoot(name), "utf8");
const { scripts, dependencies, devDependencies, optionalDependencies } = JSON.parse(read("package.json")) as Record<
  string,
  Record<string, string>
>;

for (const name of ["README.md", "CONTRIBUTING.md", "CHANGELOG.md"]) {
  describe(name, () => {
    const text = read(name);

    it("names paths that exist", () => {
      const links = [...text.matchAll(/\]\(([^)#]+)/g)]
        .map((match) => match[1])
        .filter((link) => !/^https?:/.test(link));
      const paths = [...text.matchAll(/`((?:kernel|runtime|tests|scripts|notebooks)\/[\w./-]+)`/g)].map(
        (match) => match[1],
      );
      assert.deepEqual(
        [...links, ...paths].filter((path) => !existsSync(inRoot(path))),
        [],
      );
    });

    it("names npm scripts that exist", () => {
      const named = [
        ...text.matchAll(/npm (?:run )?(setup|lab|test|dev|build|bench|conformance|format)\b|npm run (\w+)/g),
      ];
      const unknown = named.map((match) => match[1] ?? match[2]).filter((script) => !Object.hasOwn(scripts, script));
      assert.deepEqual(unknown, []);
    });
  });
}

describe("dependencies", () => {
  const all = { ...dependencies, ...devDependencies, ...optionalDependencies };

  it("are pinned exactly", () => {
    const loose = Object.entries(all).filter(([, version]) => !/^\d+\.\d+\.\d+$/.test(version));
    assert.deepEqual(loose, []);
  });

  it("are those that CONTRIBUTING gives a reason for", () => {
    const reasons = [...read("CONTRIBUTING.md").matchAll(/^\| `([^`]+)` \| /gm)].map((match) => match[1]);
    assert.deepEqual(reasons.sort(), Object.keys(all).sort());
  });

  it("are locked in the versions that package.json asks for, for every platform", () => {
    const { packages } = JSON.parse(read("package-lock.json")) as {
      packages: Record<string, { version: string; optionalDependencies?: Record<string, string> }>;
    };
    for (const [name, version] of Object.entries(all))
      assert.equal(packages[`node_modules/${name}`].version, version, name);
    for (const { optionalDependencies = {} } of Object.values(packages))
      for (const name of Object.keys(optionalDependencies)) assert.ok(packages[`node_modules/${name}`], name);
  });

  it("are locked without a registry's address", () => {
    assert.doesNotMatch(read("package-lock.json"), /"resolved"/);
  });
});
