/** The table that torchsummary prints, to the character. */

import type { ModelSummary } from "./model-summary.ts";
import { formatShape } from "./shapes.ts";

const megabyte = 2 ** 20;

/** "1,234,567" */
export function grouped(count: number): string {
  return count.toLocaleString("en-US");
}

/** Python's "%0.2f" of bytes in MB: halves of a hundredth go to the even neighbour. */
export function megabytes(bytes: number): string {
  const value = bytes / megabyte;
  const hundredths = value * 100;
  // Only eighths lie exactly between two hundredths.
  if (!Number.isInteger(value * 8) || Number.isInteger(value * 4)) return value.toFixed(2);
  const below = Math.floor(hundredths);
  return ((below % 2 === 0 ? below : below + 1) / 100).toFixed(2);
}

function line(layer: string, shape: string, params: string): string {
  return `${layer.padStart(20)}  ${shape.padStart(25)} ${params.padStart(15)}`;
}

/** The table of a summary. */
export function table(summary: ModelSummary): string {
  const rule = "-".repeat(64);
  const doubleRule = "=".repeat(64);
  return [
    rule,
    line("Layer (type)", "Output Shape", "Param #"),
    doubleRule,
    ...summary.layers.map(({ name, output, params, shared }) =>
      line(name, formatShape(output), shared ? "(shared)" : grouped(params)),
    ),
    doubleRule,
    `Total params: ${grouped(summary.totalParams)}`,
    `Trainable params: ${grouped(summary.trainableParams)}`,
    `Non-trainable params: ${grouped(summary.nonTrainableParams)}`,
    rule,
    `Input size (MB): ${megabytes(summary.inputBytes)}`,
    `Forward/backward pass size (MB): ${megabytes(summary.passBytes)}`,
    `Params size (MB): ${megabytes(summary.paramBytes)}`,
    `Estimated Total Size (MB): ${megabytes(summary.totalBytes)}`,
    rule,
  ].join("\n");
}
