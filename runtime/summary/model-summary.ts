/** What `summary` found out about a model. */

import { displaySymbol, type MimeBundle } from "../host.ts";
import type { Module } from "../nn/module.ts";
import { type LayerInfo, layersOf } from "./layers.ts";
import type { Call } from "./record.ts";
import { grouped, megabytes, table } from "./table.ts";
import { tree } from "./tree.ts";

const inspect = Symbol.for("nodejs.util.inspect.custom");

/** A model's layers in the order of their calls, and its totals. As text torchsummary's table, in a notebook a tree. */
export class ModelSummary {
  readonly model: Module;
  /** Of every module, containers and the model itself included. */
  readonly calls: readonly Call[];
  /** The lines of the table: one for each call of a layer. */
  readonly layers: readonly LayerInfo[];
  /** Of one forward of the whole batch, in the products of matrices, convolutions, recurrences and attention. */
  readonly totalMultiplyAdds: number;
  readonly inputBytes: number;
  /** Elements of all parameters, each counted once. */
  readonly totalParams: number;
  readonly trainableParams: number;
  readonly paramBytes: number;

  /** @param calls all of a forward, the model's own last. */
  constructor(model: Module, calls: readonly Call[], inputBytes: number) {
    this.model = model;
    this.calls = calls;
    this.layers = layersOf(calls);
    this.totalMultiplyAdds = calls[calls.length - 1].multiplyAdds;
    this.inputBytes = inputBytes;
    const parameters = model.parameters();
    const count = (list: typeof parameters): number => list.reduce((all, parameter) => all + parameter.numel(), 0);
    this.totalParams = count(parameters);
    this.trainableParams = count(parameters.filter((parameter) => parameter.requiresGrad));
    this.paramBytes = parameters.reduce((all, parameter) => all + parameter.nbytes, 0);
  }

  get nonTrainableParams(): number {
    return this.totalParams - this.trainableParams;
  }

  /** The outputs of all layers and their gradients. */
  get passBytes(): number {
    return 2 * this.layers.reduce((all, { outputBytes }) => all + outputBytes, 0);
  }

  get totalBytes(): number {
    return this.inputBytes + this.passBytes + this.paramBytes;
  }

  toString(): string {
    return table(this);
  }

  [inspect](): string {
    return this.toString();
  }

  /** The table is printed already: as text one line, as HTML the tree. */
  [displaySymbol](): MimeBundle {
    const facts = [
      `${grouped(this.totalParams)} parameters`,
      `${grouped(this.totalMultiplyAdds)} multiply-adds`,
      `${megabytes(this.totalBytes)} MB`,
    ];
    return {
      "text/plain": `ModelSummary(${this.model.getName()}: ${facts.join(", ")})`,
      "text/html": tree(this, facts),
    };
  }
}
