/** The kernel's own magics, each in the file of its name. */

import { cd } from "./cd.ts";
import { device } from "./device.ts";
import { devices } from "./devices.ts";
import { env } from "./env.ts";
import { ls } from "./ls.ts";
import { lsmagic } from "./lsmagic.ts";
import type { Magic } from "./magic.ts";
import { matplotlib } from "./matplotlib.ts";
import { memory } from "./memory.ts";
import { page } from "./page.ts";
import { pwd } from "./pwd.ts";
import { reset } from "./reset.ts";
import { bash, script, sh } from "./script.ts";
import { time } from "./time.ts";
import { timeit } from "./timeit.ts";
import { who, whoLs, whos } from "./who.ts";

export const magics: readonly Magic[] = [
  bash,
  cd,
  device,
  devices,
  env,
  ls,
  lsmagic,
  matplotlib,
  memory,
  page,
  pwd,
  reset,
  script,
  sh,
  time,
  timeit,
  who,
  whoLs,
  whos,
];
