/** Whether operations are recorded: `noGrad`, `enableGrad`, `inferenceMode`. */

import { inference } from "../tensor/node.ts";

let enabled = true;

/** Whether operations on tensors that require grad are recorded. */
export function isGradEnabled(): boolean {
  return enabled;
}

/** Whether `inferenceMode` is on. */
export function isInferenceModeEnabled(): boolean {
  return inference.on;
}

/** Puts back the mode that was in force; `using` calls it at the end of the block. */
export interface GradMode {
  [Symbol.dispose](): void;
}

function enter(grad: boolean, infer: boolean): GradMode {
  const before = [enabled, inference.on] as const;
  enabled = grad;
  inference.on = infer;
  return {
    [Symbol.dispose]() {
      [enabled, inference.on] = before;
    },
  };
}

/** What `body` gives, which runs in `mode`. */
export function runIn<T>(mode: GradMode, body: () => T): T {
  if (typeof body !== "function") {
    mode[Symbol.dispose]();
    throw new TypeError(`expected a function whose operations run in this mode, got ${typeof body}`);
  }
  let result: T;
  try {
    result = body();
  } catch (error) {
    mode[Symbol.dispose]();
    throw error;
  }
  if (result instanceof Promise) return result.finally(() => mode[Symbol.dispose]()) as T;
  mode[Symbol.dispose]();
  return result;
}

/**
 * Records nothing: within `body`, whose result it gives, or to the end of the block in `using _ = torch.noGrad()`.
 * A body that is async has the mode until its promise settles.
 */
export function noGrad(): GradMode;
export function noGrad<T>(body: () => T): T;
export function noGrad<T>(body?: () => T): GradMode | T {
  const mode = enter(false, inference.on);
  return body === undefined ? mode : runIn(mode, body);
}

/** Records again within a `noGrad`; used as that is. */
export function enableGrad(): GradMode;
export function enableGrad<T>(body: () => T): T;
export function enableGrad<T>(body?: () => T): GradMode | T {
  const mode = enter(true, inference.on);
  return body === undefined ? mode : runIn(mode, body);
}

/**
 * As `noGrad`, and what is made within can never be part of a graph: it is refused where it would be saved for a
 * derivative, or changed in place outside. With `false` first, the mode is left.
 */
export function inferenceMode(mode?: boolean): GradMode;
export function inferenceMode<T>(body: () => T): T;
export function inferenceMode<T>(mode: boolean, body: () => T): T;
export function inferenceMode<T>(mode?: boolean | (() => T), body?: () => T): GradMode | T {
  const call = typeof mode === "function" ? mode : body;
  const on = typeof mode === "function" ? true : (mode ?? true);
  const entered = enter(!on, on);
  return call === undefined ? entered : runIn(entered, call);
}

/** Records or not, from now on; disposing it puts back what was. */
export function setGradEnabled(mode: boolean): GradMode;
export function setGradEnabled<T>(mode: boolean, body: () => T): T;
export function setGradEnabled<T>(mode: boolean, body?: () => T): GradMode | T {
  const entered = enter(mode, inference.on);
  return body === undefined ? entered : runIn(entered, body);
}
