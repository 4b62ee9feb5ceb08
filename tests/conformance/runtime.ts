/** The runtime under measure, reached through its public entry points, by name. */

import { camel } from "./names.ts";
import { Missing } from "./report.ts";
import { type AnyTensor, decode, type Encoded, isFloating, type Values } from "./values.ts";

export type Namespace = Readonly<Record<string, unknown>>;
export type Callable = (...args: unknown[]) => unknown;
export type Constructor = new (...args: unknown[]) => unknown;

/** A value in a file: JSON, and objects with one `$` key. */
export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

export class Runtime {
  readonly torch: Namespace;
  readonly device: string;
  readonly Tensor: abstract new () => AnyTensor;

  constructor(torch: Namespace, device: string) {
    this.torch = torch;
    this.device = device;
    this.Tensor = torch.Tensor as abstract new () => AnyTensor;
  }

  static async open(device: string): Promise<Runtime> {
    const torch = (await import("tangent")) as unknown as Namespace;
    return new Runtime(torch, device);
  }

  /** What stands at a dotted path below `tangent`; undefined when there is none. */
  find(path: string): unknown {
    let at: unknown = this.torch;
    for (const part of path.split(".")) {
      if ((typeof at !== "object" && typeof at !== "function") || at === null) return undefined;
      at = (at as Namespace)[part];
    }
    return at;
  }

  /** The function at a path, or the failure `missing`. */
  function(path: string): Callable {
    const found = this.find(path);
    if (typeof found !== "function") throw new Missing(path);
    return found as Callable;
  }

  /** The class at a path, or the failure `missing`. */
  class(path: string): Constructor {
    return this.function(path) as unknown as Constructor;
  }

  isTensor(value: unknown): value is AnyTensor {
    return value instanceof this.Tensor;
  }

  seed(seed: number): void {
    this.function("manualSeed")(seed);
  }

  tensor({ dtype, shape, elements }: Values, requiresGrad = false): AnyTensor {
    const list: unknown[] = dtype === "bool" ? elements.map(Boolean) : elements;
    const flat = this.function("tensor")(list, { dtype: this.torch[dtype], device: this.device }) as AnyTensor;
    const tensor = flat.reshape(shape);
    return requiresGrad && isFloating(dtype) ? tensor.requiresGrad_() : tensor;
  }

  encoded(value: Encoded, requiresGrad = value.grad === true): AnyTensor {
    return this.tensor(decode(value), requiresGrad);
  }

  /** A value of the files; tensors that are marked `grad` are put into `leaves` in the order in which they are met. */
  value(json: Json, leaves: AnyTensor[] = []): unknown {
    if (json === null || typeof json !== "object") return json;
    if (Array.isArray(json)) return json.map((entry) => this.value(entry, leaves));
    if ("$tensor" in json) {
      const encoded = json.$tensor as unknown as Encoded;
      const tensor = this.encoded(encoded);
      if (encoded.grad) leaves.push(tensor);
      return tensor;
    }
    if ("$tuple" in json) return (json.$tuple as Json[]).map((entry) => this.value(entry, leaves));
    if ("$dtype" in json) return this.torch[json.$dtype as string];
    if ("$slice" in json) return this.function("Slice")(...(json.$slice as Json[]));
    if ("$ellipsis" in json) return "...";
    if ("$float" in json) return { inf: Infinity, "-inf": -Infinity, nan: Number.NaN }[json.$float as string];
    if ("dtype" in json && "data" in json) return this.encoded(json as unknown as Encoded);
    return this.options(json, leaves);
  }

  /** Keyword arguments as an options object with camelCase keys. */
  options(json: { [key: string]: Json }, leaves: AnyTensor[] = []): Record<string, unknown> {
    return Object.fromEntries(Object.entries(json).map(([key, entry]) => [camel(key), this.value(entry, leaves)]));
  }

  /** A state dict: names as they are. */
  state(json: { [name: string]: Json }): Record<string, unknown> {
    return Object.fromEntries(Object.entries(json).map(([name, entry]) => [name, this.value(entry)]));
  }

  /** Positional arguments, and keyword arguments as the trailing options object. */
  arguments(args: Json[], kwargs: { [key: string]: Json }, leaves: AnyTensor[] = []): unknown[] {
    const positional = args.map((entry) => this.value(entry, leaves));
    return Object.keys(kwargs).length === 0 ? positional : [...positional, this.options(kwargs, leaves)];
  }

  /** Tensors, numbers and booleans of an answer in order, whatever tuples hold them. */
  flatten(answer: unknown): unknown[] {
    if (this.isTensor(answer) || answer === null || typeof answer !== "object") return [answer];
    if (Symbol.iterator in answer) return [...(answer as Iterable<unknown>)].flatMap((entry) => this.flatten(entry));
    return Object.values(answer).flatMap((entry) => this.flatten(entry));
  }
}
