import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";

const script = fileURLToPath(new URL("./quickstart.ts", import.meta.url));

describe("memory", () => {
  it("stays below 300 MB in 5,000 training steps that never pause", function () {
    this.timeout(240_000);
    const said = execFileSync(process.execPath, ["--conditions=tangent-source", script, "5000"], { encoding: "utf8" });
    const peak = Number(said);
    assert.ok(peak > 0 && peak < 300, `${peak.toFixed(0)} MB`);
  });
});
