import { BoundedInt } from "../bounded.ts";
import { bool, int } from "../trait.ts";
import { define } from "../widget.ts";

/** Buttons that step through whole numbers by themselves. */
export class Play extends define(
  BoundedInt,
  { model: "PlayModel", view: "PlayView" },
  {
    playing: bool(false),
    /** Whether it begins anew at the end. */
    repeat: bool(false),
    /** Milliseconds between two steps. */
    interval: int(100),
    step: int(1),
    disabled: bool(false),
    showRepeat: bool(true),
  },
) {}
