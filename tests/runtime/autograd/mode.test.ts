import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";
import * as torch from "tangent";

describe("grad modes", () => {
  const x = torch.ones(2, { requiresGrad: true });

  it("record nothing in noGrad, as a call and with using", () => {
    assert.equal(torch.noGrad(() => x.mul(2)).requiresGrad, false);
    {
      using _ = torch.noGrad();
      assert.equal(x.mul(2).requiresGrad, false);
      assert.equal(torch.enableGrad(() => x.mul(2)).requiresGrad, true);
    }
    assert.equal(x.mul(2).requiresGrad, true);
  });

  it("end with the body, also where it throws or is async", async () => {
    assert.throws(() =>
      torch.noGrad(() => {
        throw new Error("out");
      }),
    );
    assert.equal(torch.isGradEnabled(), true);
    await torch.noGrad(async () => {
      await sleep(1);
      assert.equal(torch.isGradEnabled(), false);
    });
    assert.equal(torch.isGradEnabled(), true);
  });
});
