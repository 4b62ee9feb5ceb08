/** Saves one checkpoint after another to the path that it is given, until it is killed; says so before each. */

import { save } from "tangent/files";
import { full } from "../../../runtime/ops/create.ts";

for (let step = 0; ; step++) {
  const value = full([200_000], step);
  process.stdout.write(`${step}\n`);
  save({ step, value }, process.argv[2]);
}
