/** PyTorch's older spectral norm, computed before each call. */

import { noGrad } from "../../autograd/mode.ts";
import { div, mul } from "../../ops/arithmetic.ts";
import { mv } from "../../ops/matmul.ts";
import { normalize } from "../../ops/norms.ts";
import { normal_ } from "../../ops/random.ts";
import { sum } from "../../ops/reduce.ts";
import { transpose } from "../../ops/shape.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import { type Call, parse } from "../arguments.ts";
import { expectModule } from "../expect.ts";
import type { ForwardPreHook } from "../hooks.ts";
import type { Module } from "../module.ts";
import { Parameter } from "../parameter.ts";
import { asMatrix, outputDim, type SpectralNormOptions, spectralNames } from "./parametrizations.ts";
import { setPlain } from "./weight-norm.ts";

type Fields = Record<string, Tensor>;

/** Computes the weight of a module. */
type Compute = (module: Module, iterate: boolean) => Tensor;

/** The hooks that compute weights, and which: a module has them wherever it was copied from. */
const kinds = new WeakMap<ForwardPreHook, { name: string; compute: Compute }>();

function hookOf(module: Module, name: string): { hook: ForwardPreHook; compute: Compute } | undefined {
  for (const hook of module.hooksOf()?.forwardPre.values() ?? []) {
    const kind = kinds.get(hook);
    if (kind?.name === name) return { hook, compute: kind.compute };
  }
  return undefined;
}

/** Divides a weight by its largest singular value before each call. */
export function spectralNorm<M extends Module>(
  module: M,
  ...args: Call<[name?: string, nPowerIterations?: number, eps?: number, dim?: number | null], SpectralNormOptions>
): M {
  expectModule(module, "spectral_norm");
  const call = parse<SpectralNormOptions>("spectral_norm", spectralNames, args);
  const { name = "weight", nPowerIterations = 1, eps = 1e-12 } = call;
  const dim = call.dim ?? outputDim(module);
  if (hookOf(module, name) !== undefined)
    throw new Error(`Cannot register two spectral_norm hooks on the same parameter ${name}`);
  if (nPowerIterations <= 0)
    throw new RangeError(`Expected n_power_iterations to be positive, but got n_power_iterations=${nPowerIterations}`);
  const weight = (module as unknown as Fields)[name];
  if (!(weight instanceof Parameter)) throw new Error(`Module '${module.getName()}' has no parameter '${name}'`);
  const matrix = asMatrix(weight.detach(), dim);
  const draw = (size: number): Tensor =>
    noGrad(() => normalize(normal_(matrix.newEmpty([size]), 0, 1), { dim: 0, eps }));
  const u = draw(matrix.shape[0]);
  const v = draw(matrix.shape[1]);
  Reflect.deleteProperty(module, name);
  module.registerParameter(`${name}_orig`, weight);
  module.registerBuffer(`${name}_u`, u);
  module.registerBuffer(`${name}_v`, v);
  setPlain(module, name, weight.detach());
  const compute = (called: Module, iterate: boolean): Tensor => {
    const fields = called as unknown as Fields;
    const rows = asMatrix(fields[`${name}_orig`], dim);
    if (iterate)
      noGrad(() => {
        for (let i = 0; i < nPowerIterations; i++) {
          fields[`${name}_v`].copy_(normalize(mv(transpose(rows, 0, 1), fields[`${name}_u`]), { dim: 0, eps }));
          fields[`${name}_u`].copy_(normalize(mv(rows, fields[`${name}_v`]), { dim: 0, eps }));
        }
      });
    const left = fields[`${name}_u`].clone();
    const right = fields[`${name}_v`].clone();
    return div(fields[`${name}_orig`], sum(mul(left, mv(rows, right))));
  };
  // The module that is called: a copy of this one has the hook, too.
  const renew = (called: Module): void => setPlain(called, name, compute(called, called.training));
  kinds.set(renew, { name, compute });
  module.registerForwardPreHook(renew);
  return module;
}

/** Makes the weight a parameter again, as it was last used. */
export function removeSpectralNorm<M extends Module>(module: M, name: string | { name?: string } = "weight"): M {
  expectModule(module, "remove_spectral_norm");
  const which = typeof name === "string" ? name : (name.name ?? "weight");
  const found = hookOf(module, which);
  if (found === undefined) throw new Error(`spectral_norm of '${which}' not found in ${module.getName()}`);
  const weight = noGrad(() => found.compute(module, false).detach());
  module.hooksOf()?.forwardPre.delete(found.hook);
  for (const gone of [which, `${which}_orig`, `${which}_u`, `${which}_v`]) Reflect.deleteProperty(module, gone);
  module.registerParameter(which, new Parameter(weight));
  return module;
}
