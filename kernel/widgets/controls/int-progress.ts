import { BoundedInt } from "../bounded.ts";
import { member } from "../members.ts";
import { ProgressStyle } from "../style.ts";
import { oneOf } from "../trait.ts";
import { define } from "../widget.ts";

/** A bar that fills as `value` goes from `min` to `max`. */
export class IntProgress extends define(
  BoundedInt,
  { model: "IntProgressModel", view: "ProgressView" },
  {
    orientation: oneOf("horizontal", ["horizontal", "vertical"]),
    barStyle: oneOf("", ["success", "info", "warning", "danger", ""]),
    style: member(ProgressStyle),
  },
) {}
