import assert from "node:assert/strict";
import * as torch from "tangent";

describe("memoryStats", () => {
  it("says what tensors hold, and what emptyCache gives back", () => {
    const before = torch.memoryStats();
    const kept = torch.zeros(1_000_000);
    const during = torch.memoryStats();
    assert.ok(during.allocated - before.allocated >= kept.nbytes);
    assert.ok(during.peak >= during.allocated && during.reserved >= during.allocated);
    torch.emptyCache();
    const { allocated, reserved } = torch.memoryStats();
    assert.ok(reserved >= allocated && reserved <= during.reserved);
    torch.emptyCache();
    assert.equal(torch.memoryStats().reserved, reserved);
  });
});
