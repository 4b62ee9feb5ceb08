import assert from "node:assert/strict";
import * as torch from "tangent";
import * as nn from "tangent/nn";

/** What JavaScript itself says where a function did not look at what it was given. */
const accidental =
  /Cannot (read|set) propert|is not a function|is not iterable|is not a constructor|Cannot (convert|destructure|access|mix)|Cannot use 'in'|Invalid (array|count)|Maximum call stack|is not defined|Reduce of empty|Right-hand side/;

const tensor = (): torch.Tensor => torch.ones(2, 3);

/** Calls without arguments, with too few, and with what is none of a function's business. */
const calls: readonly (() => readonly unknown[])[] = [
  () => [],
  () => [null],
  () => [undefined],
  () => ["x"],
  () => [3],
  () => [{}],
  () => [[]],
  () => [[null]],
  () => [() => 1],
  () => [1n],
  () => [tensor()],
  () => [tensor(), null],
  () => [tensor(), "x"],
  () => [tensor(), {}],
  () => [tensor(), []],
  () => [tensor(), 3],
  () => [tensor(), tensor()],
  () => [tensor(), tensor(), null],
  () => [tensor(), tensor(), tensor()],
  () => [tensor(), tensor(), "x"],
  () => [tensor(), null, null],
  () => [null, tensor()],
];

/** What changes the process, or is called by workers of a data loader alone. */
const left = new Set([
  "setNumThreads",
  "setDefaultDevice",
  "setDefaultDtype",
  "setPrintoptions",
  "manualSeed",
  "save",
  "serveLoader",
]);

const namespaces: Readonly<Record<string, object>> = {
  torch,
  nn,
  "nn.functional": nn.functional,
  "nn.init": nn.init,
  "nn.utils": nn.utils,
  "nn.utils.rnn": nn.utils.rnn,
  linalg: torch.linalg,
  fft: torch.fft,
  special: torch.special,
  autograd: torch.autograd,
  "autograd.functional": torch.autograd.functional,
  func: torch.func,
  optim: torch.optim,
  data: torch.data,
  distributions: torch.distributions,
  metrics: torch.metrics,
};

const isClass = (name: string): boolean => /^[A-Z]/.test(name);

/** The calls of `run` that end in an error of JavaScript's own. */
function accidents(name: string, run: (args: readonly unknown[]) => unknown): string[] {
  const found: string[] = [];
  for (const call of calls) {
    try {
      const result = run(call());
      if (result instanceof Promise) result.catch(() => undefined);
      (result as Partial<Disposable> | null | undefined)?.[Symbol.dispose]?.();
    } catch (error) {
      const { message } = error as Error;
      if (accidental.test(message)) found.push(`${name} with ${String(call)}: ${message}`);
    }
  }
  return found;
}

describe("every public function", function () {
  this.timeout(120_000);
  const { warn } = console;
  before(() => {
    console.warn = () => undefined;
  });
  after(() => {
    console.warn = warn;
  });

  for (const [space, members] of Object.entries(namespaces))
    it(`of ${space} says what is wrong with its arguments in its own words`, () => {
      const found: string[] = [];
      for (const [name, member] of Object.entries(members)) {
        if (typeof member !== "function" || left.has(name)) continue;
        const run = (args: readonly unknown[]) => (isClass(name) ? Reflect.construct(member, args) : member(...args));
        found.push(...accidents(`${space}.${name}`, run));
      }
      assert.deepEqual(found, []);
    });

  it("of Tensor says what is wrong with its arguments in its own words", () => {
    const found: string[] = [];
    const methods = Object.getOwnPropertyDescriptors(torch.Tensor.prototype);
    for (const [name, { value }] of Object.entries(methods)) {
      if (typeof value !== "function" || name === "constructor") continue;
      found.push(...accidents(`Tensor.${name}`, (args) => Reflect.apply(value, tensor(), args)));
    }
    assert.deepEqual(found, []);
  });
});
