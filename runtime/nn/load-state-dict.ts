/** Fills a module from a state dict, with PyTorch's report of what does not fit. */

import { noGrad } from "../autograd/mode.ts";
import { Tensor } from "../tensor/tensor.ts";
import type { Module } from "./module.ts";
import { Parameter } from "./parameter.ts";
import { type StateMetadata, stateMetadata } from "./state-dict.ts";

const inspect = Symbol.for("nodejs.util.inspect.custom");

/** The names that one side has and the other lacks; empty after a strict load. */
export class LoadReport {
  readonly missingKeys: readonly string[];
  readonly unexpectedKeys: readonly string[];

  constructor(missingKeys: readonly string[], unexpectedKeys: readonly string[]) {
    this.missingKeys = missingKeys;
    this.unexpectedKeys = unexpectedKeys;
  }

  toString(): string {
    if (this.missingKeys.length === 0 && this.unexpectedKeys.length === 0) return "<All keys matched successfully>";
    const list = (keys: readonly string[]) => `[${keys.map((key) => `'${key}'`).join(", ")}]`;
    return `_IncompatibleKeys(missing_keys=${list(this.missingKeys)}, unexpected_keys=${list(this.unexpectedKeys)})`;
  }

  [inspect](): string {
    return this.toString();
  }
}

interface LoadStateOptions {
  readonly strict: boolean;
  readonly assign: boolean;
}

interface Target {
  readonly module: Module;
  readonly name: string;
  readonly tensor: Tensor;
}

/** The parameters and persistent buffers of a module and all below it, by their names in a state dict. */
function targets(module: Module, state: Map<string, Tensor>, metadata: StateMetadata | undefined): Map<string, Target> {
  const found = new Map<string, Target>();
  const visit = (part: Module, prefix: string): void => {
    part.upgradeState(state, prefix, metadata?.[prefix.slice(0, -1)]?.version);
    for (const [name, tensor] of part.ownParameters()) found.set(prefix + name, { module: part, name, tensor });
    for (const [name, tensor, persistent] of part.ownBuffers())
      if (persistent) found.set(prefix + name, { module: part, name, tensor });
    for (const [name, child] of part.namedChildren()) visit(child, `${prefix}${name}.`);
  };
  visit(module, "");
  return found;
}

function fill(target: Target, source: Tensor, assign: boolean): void {
  const { tensor } = target;
  if (assign) {
    const value = tensor instanceof Parameter ? new Parameter(source, tensor.requiresGrad) : source;
    (target.module as unknown as Record<string, unknown>)[target.name] = value;
    return;
  }
  const handle =
    source.backend === tensor.backend
      ? source.handle
      : tensor.kernels.fromBytes(source.kernels.toBytes(source.handle), source.shape, source.dtype.code);
  tensor.kernels.copyInto(tensor.handle, tensor.kernels.reshape(handle, tensor.shape));
}

const quoted = (keys: readonly string[]): string => keys.map((key) => `"${key}"`).join(", ");

export function loadStateDict(
  module: Module,
  stateDict: Readonly<Record<string, Tensor>> | ReadonlyMap<string, Tensor>,
  { strict, assign }: LoadStateOptions,
): LoadReport {
  if (typeof stateDict !== "object" || stateDict === null)
    throw new TypeError(`Expected state_dict to be dict-like, got ${stateDict === null ? "null" : typeof stateDict}.`);
  const state = new Map<string, Tensor>(stateDict instanceof Map ? stateDict : Object.entries(stateDict));
  const metadata = (stateDict as { [stateMetadata]?: StateMetadata })[stateMetadata];
  const expected = targets(module, state, metadata);
  const missing = [...expected.keys()].filter((key) => !state.has(key));
  const unexpected = [...state.keys()].filter((key) => !expected.has(key));
  const errors: string[] = [];
  if (strict && missing.length > 0) errors.push(`Missing key(s) in state_dict: ${quoted(missing)}. `);
  if (strict && unexpected.length > 0) errors.push(`Unexpected key(s) in state_dict: ${quoted(unexpected)}. `);
  for (const [key, { tensor }] of expected) {
    const source = state.get(key);
    if (source === undefined) continue;
    if (!(source instanceof Tensor))
      errors.push(
        `While copying the parameter named "${key}", expected torch.Tensor or Tensor-like object from checkpoint but received ${typeof source}`,
      );
    // PyTorch took a scalar where one element is needed before 0.4, and still does.
    else if (source.shape.join() !== tensor.shape.join() && !(tensor.shape.length === 0 && source.shape.join() === "1"))
      errors.push(
        `size mismatch for ${key}: copying a param with shape ${source.shape} from checkpoint, ` +
          `the shape in current model is ${tensor.shape}.`,
      );
  }
  if (errors.length > 0)
    throw new Error(`Error(s) in loading state_dict for ${module.constructor.name}:\n\t${errors.join("\n\t")}`);
  noGrad(() => {
    for (const [key, target] of expected) {
      const source = state.get(key);
      if (source !== undefined) fill(target, source, assign);
    }
  });
  return new LoadReport(missing, unexpected);
}
