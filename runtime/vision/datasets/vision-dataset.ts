/** `torchvision.datasets.VisionDataset`. */

import { Dataset } from "../../data/dataset.ts";

const inspect = Symbol.for("nodejs.util.inspect.custom");

/** What is done to a sample's parts as it is taken. */
export type Transformation<In, Out> = (input: In) => Out;

/** Samples of an input and a target. */
export abstract class VisionDataset<Input, Target> extends Dataset<[Input, Target]> {
  readonly root: string;
  transform: Transformation<never, Input> | null;
  targetTransform: Transformation<never, Target> | null;

  constructor(
    root: string,
    transform: Transformation<never, Input> | null,
    targetTransform: Transformation<never, Target> | null,
  ) {
    super();
    this.root = root;
    this.transform = transform;
    this.targetTransform = targetTransform;
  }

  /** Lines of the printed form beside those that all have. */
  extraRepr(): string {
    return "";
  }

  override toString(): string {
    const body = [`Number of datapoints: ${this.length}`, `Root location: ${this.root}`];
    const extra = this.extraRepr();
    if (extra !== "") body.push(...extra.split("\n"));
    const { transform, targetTransform } = this;
    if (transform !== null || targetTransform !== null) {
      const lines = ["StandardTransform"];
      if (transform !== null) lines.push(...hanging("Transform: ", transform));
      if (targetTransform !== null) lines.push(...hanging("Target transform: ", targetTransform));
      body.push(lines.join("\n"));
    }
    return [`Dataset ${this.constructor.name}`, ...body.map((line) => `    ${line}`)].join("\n");
  }

  [inspect](): string {
    return this.toString();
  }
}

/** A transform's text after a label, its further lines below its first. */
function hanging(label: string, transform: unknown): string[] {
  const text =
    typeof transform === "function" && !(inspect in transform) ? `<function ${transform.name}>` : String(transform);
  return text.split("\n").map((line, i) => (i === 0 ? label : " ".repeat(label.length)) + line);
}
