/** What a variable holds, for a look at it in a notebook: the facts first, then what printing it gives. */

import { DataLoader } from "../data/data-loader.ts";
import { Dataset } from "../data/dataset.ts";
import { describeSymbol } from "../host.ts";
import { Module } from "../nn/module.ts";
import { Tensor } from "../tensor/tensor.ts";

/** Parameters of a module that are listed. */
const listed = 30;

const count = (n: number, what: string): string => `${n.toLocaleString("en")} ${what}${n === 1 ? "" : "s"}`;

export function describeTensor(tensor: Tensor): string {
  const facts = [`shape: ${tensor.shape}`, `dtype: ${tensor.dtype}`, `device: ${tensor.device}`];
  if (tensor.requiresGrad) {
    facts.push(tensor.gradFn === null ? "requires grad: true" : `grad fn: ${String(tensor.gradFn)}`);
    if (tensor.isLeaf) facts.push(`grad: ${tensor.grad === null ? "none yet" : tensor.grad.toString()}`);
  }
  return `${facts.join("\n")}\n${tensor.detach().toString()}`;
}

export function describeModule(module: Module): string {
  const rows: string[] = [];
  let [all, trainable] = [0, 0];
  for (const [name, parameter] of module.namedParameters()) {
    const size = parameter.numel();
    all += size;
    if (parameter.requiresGrad) trainable += size;
    rows.push(`  ${name}: ${parameter.shape}, ${parameter.dtype}, ${parameter.device}`);
  }
  const facts = [`${count(all, "parameter")}, ${trainable.toLocaleString("en")} of them trainable`];
  facts.push(...rows.slice(0, listed));
  if (rows.length > listed) facts.push(`  … and ${rows.length - listed} more`);
  facts.push(`mode: ${module.training ? "training" : "evaluation"}`);
  return `${module.toString()}\n${facts.join("\n")}`;
}

export function describeDataset(dataset: Dataset<unknown>): string {
  const { classes } = dataset as { classes?: unknown };
  const facts = [`${dataset.constructor.name}: ${count(dataset.length, "sample")}`];
  if (Array.isArray(classes)) facts.push(`classes: ${classes.join(", ")}`);
  if (dataset.toString !== Object.prototype.toString) facts.push(dataset.toString());
  return facts.join("\n");
}

export function describeLoader(loader: DataLoader<unknown, unknown>): string {
  const { dataset } = loader;
  const facts = [loader.batchSize === null ? "one sample at a time" : `batches of ${loader.batchSize}`];
  if ("length" in dataset) facts.push(count(loader.length, "batch").replace(/batchs$/, "batches"));
  const inner = dataset instanceof Dataset ? describeDataset(dataset) : "";
  return [`DataLoader: ${facts.join(", ")}`, inner].filter((text) => text !== "").join("\n");
}

function give<T extends object>(prototype: T, describe: (value: T) => string): void {
  Object.defineProperty(prototype, describeSymbol, {
    value(this: T): string {
      return describe(this);
    },
    configurable: true,
    writable: true,
  });
}

give(Tensor.prototype, describeTensor);
give(Module.prototype, describeModule);
give(Dataset.prototype, describeDataset);
give(DataLoader.prototype, describeLoader);
