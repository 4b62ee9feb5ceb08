/** Whether operations are recorded: `noGrad`, `enableGrad`, `inferenceMode`. */

let enabled = true;
let inference = false;

/** Whether operations on tensors that require grad are recorded. */
export function isGradEnabled(): boolean {
  return enabled;
}

/** Whether `inferenceMode` is on. */
export function isInferenceModeEnabled(): boolean {
  return inference;
}

/** Puts back the mode that was in force; `using` calls it at the end of the block. */
export interface GradMode {
  [Symbol.dispose](): void;
}

function enter(grad: boolean, infer: boolean): GradMode {
  const before = [enabled, inference] as const;
  enabled = grad;
  inference = infer;
  return {
    [Symbol.dispose]() {
      [enabled, inference] = before;
    },
  };
}

function run<T>(mode: GradMode, body: () => T): T {
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
  const mode = enter(false, inference);
  return body === undefined ? mode : run(mode, body);
}

/** Records again within a `noGrad`; used as that is. */
export function enableGrad(): GradMode;
export function enableGrad<T>(body: () => T): T;
export function enableGrad<T>(body?: () => T): GradMode | T {
  const mode = enter(true, inference);
  return body === undefined ? mode : run(mode, body);
}

/** As `noGrad`: nothing is recorded. */
export function inferenceMode(): GradMode;
export function inferenceMode<T>(body: () => T): T;
export function inferenceMode<T>(body?: () => T): GradMode | T {
  const mode = enter(false, true);
  return body === undefined ? mode : run(mode, body);
}

/** Records or not, from now on; disposing it puts back what was. */
export function setGradEnabled(mode: boolean): GradMode;
export function setGradEnabled<T>(mode: boolean, body: () => T): T;
export function setGradEnabled<T>(mode: boolean, body?: () => T): GradMode | T {
  const entered = enter(mode, inference);
  return body === undefined ? entered : run(entered, body);
}
