/** Calls an operator by PyTorch's name, with the file's arguments. */

import { camel } from "./names.ts";
import { Missing } from "./report.ts";
import type { Callable, Json, Runtime } from "./runtime.ts";
import type { AnyTensor } from "./values.ts";

/** PyTorch's answers that draw, such as attention with dropout, were made after this seed. */
export const answerSeed = 42;

export interface Call {
  op: string;
  variant: string;
  input: Json;
  args: Json[];
  kwargs: { [key: string]: Json };
}

export interface Prepared {
  /** Tensors that are marked `grad`, in the order in which they were met. */
  leaves: AnyTensor[];
  /** All decoded arguments, the input first. */
  given: unknown[];
  run(): unknown;
}

type Adapter = (runtime: Runtime, given: unknown[]) => unknown;

/** Entries whose arguments PyTorch's test database keeps in another order than the function takes them. */
const adapters: Record<string, Adapter> = {
  where: (runtime, [input, condition, ...rest]) => runtime.function("where")(condition, input, ...rest),
  einsum: (runtime, [tensors, equation]) => runtime.function("einsum")(equation, tensors),
  "nn.functional.embedding": (runtime, [weight, indices, ...rest]) =>
    runtime.function("nn.functional.embedding")(indices, weight, ...rest),
  "nn.functional.embedding_bag": (runtime, [weight, indices, ...rest]) =>
    runtime.function("nn.functional.embeddingBag")(indices, weight, ...rest),
  "linalg.pinv/singular": (runtime, [a, b]) =>
    runtime.function("linalg.pinv")((a as { matmul: Callable }).matmul((b as { mT: unknown }).mT)),
  "linalg.lstsq/grad_oriented": (runtime, given) =>
    runtime.flatten(runtime.function("linalg.lstsq")(...given)).slice(0, 2),
  __getitem__: (_runtime, [input, index]) => {
    const at = (input as { at?: Callable }).at;
    if (at === undefined) throw new Missing("at");
    return at.call(input, ...(index as unknown[]));
  },
};

/** The function of `torch` with this name, or where there is none the method or property of the input. */
function resolve(runtime: Runtime, op: string, input: unknown): Callable {
  const path = op.split(".").map(camel).join(".");
  const found = runtime.find(path);
  if (typeof found === "function") return found as Callable;
  if (!path.includes(".") && runtime.isTensor(input)) {
    const member = (input as unknown as Record<string, unknown>)[path];
    if (typeof member === "function") return (self, ...rest) => member.apply(self, rest);
    if (runtime.isTensor(member)) return () => member;
  }
  throw new Missing(path);
}

/** A tuple of indices is the argument list of `x.at(...)`; any other index is its one argument. */
function indexArguments(runtime: Runtime, index: Json, leaves: AnyTensor[]): unknown[] {
  const isTuple = index !== null && typeof index === "object" && !Array.isArray(index) && "$tuple" in index;
  const decoded = runtime.value(index, leaves);
  return isTuple ? (decoded as unknown[]) : [decoded];
}

export function prepare(runtime: Runtime, { op, variant, input, args, kwargs }: Call): Prepared {
  const leaves: AnyTensor[] = [];
  const first = runtime.value(input, leaves);
  const rest =
    op === "__getitem__" ? [indexArguments(runtime, args[0], leaves)] : runtime.arguments(args, kwargs, leaves);
  const given = [first, ...rest];
  const adapter = adapters[variant === "" ? op : `${op}/${variant}`] ?? adapters[op];
  const run = adapter === undefined ? () => resolve(runtime, op, first)(...given) : () => adapter(runtime, given);
  return { leaves, given, run };
}

/** A number in the input's place and no dtype asked for: PyTorch's float or int cannot be told apart here. */
export function isBareFactory({ input, kwargs }: Call): boolean {
  return typeof input === "number" && !("dtype" in kwargs);
}

export const entryName = ({ op, variant }: { op: string; variant: string }): string =>
  variant === "" ? op : `${op}/${variant}`;
