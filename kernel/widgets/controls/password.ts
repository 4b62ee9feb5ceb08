import { define } from "../widget.ts";
import { Text } from "./text.ts";

/** A box for a line that nobody sees; console.log does not show it, either. */
export class Password extends define(Text, { model: "PasswordModel", view: "PasswordView" }, {}) {
  protected override get hidden(): readonly string[] {
    return [...super.hidden, "value"];
  }
}
