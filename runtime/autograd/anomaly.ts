/** Anomaly detection: errors and NaN of a backward walk that name the forward call. */

import { anomaly, type Node } from "../tensor/node.ts";
import { describe } from "../tensor/options.ts";
import type { Tensor } from "../tensor/tensor.ts";
import type { GradMode } from "./mode.ts";

const ownFolder = new URL("..", import.meta.url);

/** The lines of a stack that are not the runtime's or the engine's. */
function userLines(error: Error): string[] {
  const own = [ownFolder.href, decodeURI(ownFolder.pathname)];
  const all = (error.stack ?? "").split("\n").filter((line) => /^\s+at /.test(line));
  const lines = all.filter((line) => !line.includes("node:") && !own.some((folder) => line.includes(folder)));
  return lines.length > 0 ? lines : all.slice(0, 1);
}

/** The error that says what failed in a node's derivative and where its operation was called. */
export function explained(error: unknown, node: Node): unknown {
  const { trace } = node;
  if (!anomaly.enabled || !(error instanceof Error) || explainedErrors.has(error)) return error;
  const place =
    trace === null
      ? "No forward pass information available. Enable detect anomaly during forward pass for more information."
      : `Traceback of forward call that caused the error:\n${userLines(trace).join("\n")}`;
  error.message = `${error.message}\nError detected in ${node.name}. ${place}`;
  if (trace !== null && error.cause === undefined) error.cause = trace;
  explainedErrors.add(error);
  return error;
}

const explainedErrors = new WeakSet<Error>();

/** Throws where a gradient has a NaN. */
export function refuseNan(node: Node, grads: readonly (Tensor | null | undefined)[]): void {
  grads.forEach((grad, i) => {
    if (grad == null || !grad.dtype.isFloatingPoint) return;
    const { kernels } = grad;
    if (kernels.item(kernels.any(kernels.isnan(grad.handle), [], false)))
      throw new Error(`Function '${node.name}' returned nan values in its ${i}th output.`);
  });
}

/** Whether anomaly detection is on. */
export function isAnomalyEnabled(): boolean {
  return anomaly.enabled;
}

/** Whether anomaly detection looks for NaN. */
export function isAnomalyCheckNanEnabled(): boolean {
  return anomaly.checkNan;
}

/**
 * Turns anomaly detection on or off: operations note where they were called, and a derivative that fails or (with
 * `checkNan`) gives NaN names that line. Slow; disposing it puts back what was.
 */
export function setDetectAnomaly(mode: boolean, checkNan = true): GradMode {
  const { enabled, checkNan: before } = anomaly;
  anomaly.enabled = mode;
  anomaly.checkNan = checkNan;
  return {
    [Symbol.dispose]() {
      anomaly.enabled = enabled;
      anomaly.checkNan = before;
    },
  };
}

/** Detects anomalies within `body`, whose result it gives, or to the end of the block in `using _ = detectAnomaly()`. */
export function detectAnomaly(checkNan?: boolean): GradMode;
export function detectAnomaly<T>(body: () => T): T;
export function detectAnomaly<T>(checkNan: boolean, body: () => T): T;
export function detectAnomaly<T>(first?: boolean | (() => T), second?: () => T): GradMode | T {
  const body = typeof first === "function" ? first : second;
  if (body !== undefined && typeof body !== "function")
    throw new TypeError(`detectAnomaly(): what runs must be a function, not ${describe(body)}`);
  const mode = setDetectAnomaly(true, typeof first === "boolean" ? first : true);
  if (body === undefined) return mode;
  try {
    return body();
  } finally {
    mode[Symbol.dispose]();
  }
}
