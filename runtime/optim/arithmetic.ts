/** In-place formulas that optimizers share, on what the backend holds: nothing is recorded. */

import type { Handle, Kernels } from "../backend/backend.ts";

/** `target += scale * x * y`. */
export function addcmul(k: Kernels, target: Handle, x: Handle, y: Handle, scale: number): void {
  k.add(target, k.mul(k.mul(x, y), scale), target);
}

/** `target += scale * x / y`. */
export function addcdiv(k: Kernels, target: Handle, x: Handle, y: Handle, scale: number): void {
  k.add(target, k.mul(k.div(x, y), scale), target);
}

/** `target += weight * (end - target)`. */
export function lerp(k: Kernels, target: Handle, end: Handle, weight: number): void {
  k.add(target, k.mul(k.sub(end, target), weight), target);
}

/** `average = decay * average + (1 - decay) * grad²`. */
export function decaySquare(k: Kernels, average: Handle, grad: Handle, decay: number): void {
  k.mul(average, decay, average);
  addcmul(k, average, grad, grad, 1 - decay);
}
