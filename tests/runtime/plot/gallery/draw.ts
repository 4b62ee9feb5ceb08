/** Draws the gallery as PNG files into a folder: node --conditions=tangent-source tests/runtime/plot/gallery/draw.ts FOLDER [NAME…] */

import { writeFileSync } from "node:fs";
import { join } from "node:path";
import * as plt from "tangent/plot";
import { basics } from "./basics.ts";
import { more } from "./more.ts";
import { three } from "./three.ts";

const [folder, ...names] = process.argv.slice(2);
if (folder === undefined) throw new Error("name a folder");
for (const [name, draw] of Object.entries({ ...basics, ...more, ...three })) {
  if (names.length > 0 && !names.includes(name)) continue;
  draw();
  writeFileSync(join(folder, `${name}.png`), plt.gcf().toPng());
  plt.close("all");
  plt.rcdefaults();
}
