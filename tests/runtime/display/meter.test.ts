import assert from "node:assert/strict";
import { formatMeter, type Meter } from "../../../runtime/display/meter.ts";

const plain = { desc: "", unit: "it", unitScale: false, postfix: "", rate: undefined, initial: 0 };
const line = (n: number, total: number | undefined, elapsed: number, more: Partial<Meter> = {}) =>
  formatMeter({ ...plain, n, total, elapsed, ...more });

describe("formatMeter", () => {
  it("writes what tqdm.format_meter (4.67) writes", () => {
    const cases = [
      [line(0, 100, 0), "  0%|          | 0/100 [00:00<?, ?it/s]"],
      [line(45, 100, 4.5, { desc: "epoch 1" }), "epoch 1:  45%|████▌     | 45/100 [00:04<00:05, 10.00it/s]"],
      [
        line(100, 100, 10, { postfix: "loss=0.5, acc=0.91" }),
        "100%|██████████| 100/100 [00:10<00:00, 10.00it/s, loss=0.5, acc=0.91]",
      ],
      [line(3, 100, 30), "  3%|▎         | 3/100 [00:30<16:10, 10.00s/it]"],
      [line(7, undefined, 2), "7it [00:02,  3.50it/s]"],
      [line(7, undefined, 0), "7it [00:00, ?it/s]"],
      [line(1, 3, 4000), " 33%|███▎      | 1/3 [1:06:40<2:13:20, 4000.00s/it]"],
      [line(5, 4, 2), "5it [00:02,  2.50it/s]"],
      [
        line(1_500_000, 4_000_000, 2, { unit: "B", unitScale: true }),
        " 38%|███▊      | 1.50M/4.00M [00:02<00:03, 750kB/s]",
      ],
      [line(45, 100, 4.5, { rate: 20, unit: "batch" }), " 45%|████▌     | 45/100 [00:04<00:02, 20.00batch/s]"],
      [line(1, 8, 1), " 12%|█▎        | 1/8 [00:01<00:07,  1.00it/s]"],
      [line(3, 8, 1), " 38%|███▊      | 3/8 [00:01<00:01,  3.00it/s]"],
      [line(7, 8, 1), " 88%|████████▊ | 7/8 [00:01<00:00,  7.00it/s]"],
    ];
    for (const [ours, theirs] of cases) assert.equal(ours, theirs);
  });
});
