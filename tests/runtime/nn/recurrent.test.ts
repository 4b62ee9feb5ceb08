import assert from "node:assert/strict";
import * as torch from "tangent";
import { gradcheck } from "./gradcheck.ts";

const { nn } = torch;
const { packPaddedSequence, padPackedSequence, packSequence, padSequence, unpackSequence } = nn.utils.rnn;
const options = { dtype: torch.float64 };
const shape = (tensor: torch.Tensor): number[] => [...tensor.shape];
const close = (a: torch.Tensor, b: torch.Tensor): void => assert.ok(torch.allclose(a, b, { atol: 1e-12 }));

describe("recurrent layers", () => {
  beforeEach(() => {
    torch.manualSeed(5);
  });

  it("have the first and second derivatives of finite differences, in kernels and in steps", () => {
    const h = torch.randn([2, 2, 3], options);
    const x = torch.randn([3, 2, 2], options);
    const of = (layer: torch.nn.Module, run: (x: torch.Tensor, h: torch.Tensor) => torch.Tensor[]): void => {
      const weight = layer.parameters()[1].detach();
      gradcheck(
        (input, hidden, w) => {
          const named = layer as unknown as Record<string, torch.Tensor>;
          Object.defineProperty(layer, "weight_hh_l0", { value: w, configurable: true, writable: true });
          assert.equal(named.weight_hh_l0, w);
          return torch.cat(run(input, hidden).map((part) => part.reshape(-1)));
        },
        [x, h, weight],
      );
    };
    const lstm = new nn.LSTM(2, 3, { bidirectional: true, dtype: torch.float64 });
    of(lstm, (input, hidden) => {
      const [output, [last, cell]] = lstm(input, [hidden, hidden.mul(2)]);
      return [output, last, cell];
    });
    const gru = new nn.GRU(2, 3, { bidirectional: true, dtype: torch.float64 });
    of(gru, (input, hidden) => gru(input, hidden));
    const rnn = new nn.RNN(2, 3, { bidirectional: true, dtype: torch.float64 });
    of(rnn, (input, hidden) => rnn(input, hidden));
  });

  it("run packed sequences as each one alone", () => {
    const sequences = [2, 4, 1].map((length) => torch.randn([length, 3], options));
    const packed = packSequence(sequences, { enforceSorted: false });
    assert.deepEqual(packed.batchSizes.tolist(), [3, 2, 1, 1]);
    for (const layer of [
      new nn.GRU(3, 5, { bidirectional: true, numLayers: 2, dtype: torch.float64 }),
      new nn.RNN(3, 5, { bidirectional: true, nonlinearity: "relu", dtype: torch.float64 }),
      new nn.LSTM(3, 5, { bidirectional: true, projSize: 2, dtype: torch.float64 }),
      new nn.LSTM(3, 5, { bidirectional: true, dtype: torch.float64 }),
    ]) {
      const run = (x: unknown) => (layer as unknown as (x: unknown) => [unknown, torch.Tensor | torch.Tensor[]])(x);
      const [output, state] = run(packed);
      const last = Array.isArray(state) ? state[0] : state;
      unpackSequence(output as torch.nn.utils.rnn.PackedSequence).forEach((own, i) => {
        const [alone, end] = run(sequences[i]);
        close(own, alone as torch.Tensor);
        close(last.select(1, i), Array.isArray(end) ? end[0] : end);
      });
    }
  });

  it("pad and unpad", () => {
    const sequences = [torch.ones(3), torch.zeros(1), torch.full([2], 2)];
    const padded = padSequence(sequences, { batchFirst: true, paddingValue: -1 });
    assert.deepEqual(padded.tolist(), [
      [1, 1, 1],
      [0, -1, -1],
      [2, 2, -1],
    ]);
    const packed = packPaddedSequence(padded, [3, 1, 2], true, false);
    const [back, lengths] = padPackedSequence(packed, { batchFirst: true, paddingValue: -1, totalLength: 4 });
    assert.deepEqual(lengths.tolist(), [3, 1, 2]);
    assert.deepEqual(back.tolist(), [
      [1, 1, 1, -1],
      [0, -1, -1, -1],
      [2, 2, -1, -1],
    ]);
    assert.throws(() => packPaddedSequence(padded, [3, 1, 2], true), /sorted in decreasing order/);
  });

  it("say what they take", () => {
    const lstm = new nn.LSTM(3, 4, { batchFirst: true });
    const [output, [h, c]] = lstm(torch.randn([2, 5, 3]));
    assert.deepEqual(
      [shape(output), shape(h), shape(c)],
      [
        [2, 5, 4],
        [1, 2, 4],
        [1, 2, 4],
      ],
    );
    assert.deepEqual(shape(new nn.GRU(3, 4)(torch.ones(2, 0, 3))[0]), [2, 0, 4]);
    assert.throws(() => lstm(torch.randn([2, 5, 2])), /Expected 3, got 2/);
    assert.throws(() => lstm(torch.randn([1, 2, 5, 3])), /LSTM: Expected input to be 2D or 3D, got 4D instead/);
    assert.throws(
      () => lstm(torch.randn([2, 5, 3]), [torch.zeros(1, 3, 4), torch.zeros(1, 2, 4)]),
      /Expected hidden\[0\] size \(1, 2, 4\), got \[1, 3, 4\]/,
    );
    assert.throws(
      () => new nn.GRUCell(3, 4)(torch.zeros(2, 3), torch.zeros(3, 4)),
      /doesn't match hidden0 batch size 3/,
    );
  });
});
