/** The lines of a summary: one for each call of a layer, with the parameters that are its own. */

import { ModuleList } from "../nn/containers/module-list.ts";
import { Sequential } from "../nn/containers/sequential.ts";
import type { Module } from "../nn/module.ts";
import type { Parameter } from "../nn/parameter.ts";
import type { Call } from "./record.ts";
import { bytesOf, type Shape } from "./shapes.ts";

/** One call of a layer. */
export interface LayerInfo {
  /** The layer's class and its place among all: "Linear-2". */
  readonly name: string;
  readonly module: Module;
  /** Shapes of its output; -1 stands for the batch. */
  readonly output: Shape;
  /** The parameters that no line above counted. */
  readonly params: number;
  readonly trainable: number;
  /** Whether it has parameters and all of them were counted above. */
  readonly shared: boolean;
  readonly multiplyAdds: number;
  readonly outputBytes: number;
}

/** Parameters of a module, and of those below it that are never called themselves (attention's projection is such). */
function parametersOf(module: Module, called: ReadonlySet<Module>): Parameter[] {
  const own = [...module.ownParameters()].map(([, parameter]) => parameter);
  const rest = module.children().filter((child) => !called.has(child));
  return [...own, ...rest.flatMap((child) => parametersOf(child, called))];
}

/** Takes each parameter once. */
class Counter {
  private readonly seen = new Set<Parameter>();

  take(parameters: readonly Parameter[]): { params: number; trainable: number; shared: boolean } {
    const fresh = parameters.filter((parameter) => !this.seen.has(parameter));
    for (const parameter of fresh) this.seen.add(parameter);
    const sum = (list: readonly Parameter[]): number => list.reduce((all, parameter) => all + parameter.numel(), 0);
    const trainable = sum(fresh.filter((parameter) => parameter.requiresGrad));
    return { params: sum(fresh), trainable, shared: parameters.length > 0 && fresh.length === 0 };
  }
}

/**
 * The lines for `calls`, the last of which is the model's own. As torchsummary has it, Sequential, ModuleList and the model
 * itself have no line; the model gets one where it has parameters of its own, or is a single layer.
 */
export function layersOf(calls: readonly Call[]): LayerInfo[] {
  const model = calls[calls.length - 1].module;
  const listed = (module: Module): boolean =>
    module !== model && !(module instanceof Sequential) && !(module instanceof ModuleList);
  const called = new Set(calls.map((call) => call.module).filter(listed));
  const counter = new Counter();
  const layers: LayerInfo[] = [];
  const add = ({ module, output, multiplyAdds }: Call, counted: ReturnType<Counter["take"]>): void => {
    const name = `${module.getName()}-${layers.length + 1}`;
    layers.push({ name, module, output, multiplyAdds, outputBytes: bytesOf(output), ...counted });
  };
  for (const call of calls) if (listed(call.module)) add(call, counter.take(parametersOf(call.module, called)));
  const own = counter.take(model.parameters());
  if (own.params > 0 || layers.length === 0) add(calls[calls.length - 1], own);
  return layers;
}
