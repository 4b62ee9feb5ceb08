/** Numbers between a least and a greatest one. */

import { DescriptionWidget } from "./dom-widget.ts";
import { float, int, pair, TraitError } from "./trait.ts";
import { define } from "./widget.ts";

interface Bounds {
  readonly constructor: { readonly name: string };
  readonly min: number;
  readonly max: number;
}

const clamp = (value: number, { min, max }: Bounds) => Math.min(Math.max(value, min), max);

/** @throws TraitError where a bound is on the wrong side of the other */
function checkBound(widget: Bounds, name: "min" | "max", bound: number): void {
  const min = name === "min" ? bound : widget.min;
  const max = name === "max" ? bound : widget.max;
  if (min <= max) return;
  throw new TraitError(`${widget.constructor.name}: min must not be above max, got min ${min} and max ${max}`);
}

/** The value stays between the bounds: it moves with them, and what is set beyond them becomes the bound. */
function validateBounded(widget: Bounds & { value: number }, name: string, value: unknown): unknown {
  if (name === "value") return clamp(value as number, widget);
  if (name !== "min" && name !== "max") return value;
  const bound = value as number;
  checkBound(widget, name, bound);
  if (name === "min" ? bound > widget.value : bound < widget.value) widget.value = bound;
  return bound;
}

export class BoundedInt extends define(DescriptionWidget, {}, { value: int(0), min: int(0), max: int(100) }) {
  protected override validate(name: string, value: unknown): unknown {
    return validateBounded(this, name, value);
  }
}

export class BoundedFloat extends define(DescriptionWidget, {}, { value: float(0), min: float(0), max: float(100) }) {
  protected override validate(name: string, value: unknown): unknown {
    return validateBounded(this, name, value);
  }
}

type Range = readonly [number, number];

function prepareRange(options: Record<string, unknown>): Record<string, unknown> {
  const { min = 0, max = 100 } = options as { min?: number; max?: number };
  return { value: [0.75 * min + 0.25 * max, 0.25 * min + 0.75 * max], ...options };
}

function validateRange(widget: Bounds & { value: Range }, name: string, value: unknown): unknown {
  if (name === "value") {
    const [lower, upper] = value as Range;
    if (lower <= upper) return Object.freeze([clamp(lower, widget), clamp(upper, widget)] as const);
    throw new TraitError(
      `${widget.constructor.name}: value must be a pair that ascends, got [${lower}, ${upper}]; the lower comes first`,
    );
  }
  if (name !== "min" && name !== "max") return value;
  const bound = value as number;
  checkBound(widget, name, bound);
  const move = name === "min" ? Math.max : Math.min;
  widget.value = [move(bound, widget.value[0]), move(bound, widget.value[1])];
  return bound;
}

export class BoundedIntRange extends define(
  DescriptionWidget,
  {},
  { value: pair(int(0), [0, 1]), min: int(0), max: int(100) },
) {
  protected override prepare(options: Record<string, unknown>): Record<string, unknown> {
    return prepareRange(options);
  }

  protected override validate(name: string, value: unknown): unknown {
    return validateRange(this, name, value);
  }
}

export class BoundedFloatRange extends define(
  DescriptionWidget,
  {},
  { value: pair(float(0), [0, 1]), min: float(0), max: float(100) },
) {
  protected override prepare(options: Record<string, unknown>): Record<string, unknown> {
    return prepareRange(options);
  }

  protected override validate(name: string, value: unknown): unknown {
    return validateRange(this, name, value);
  }
}
