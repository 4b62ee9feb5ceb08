/** The kernel's own magics, each in the file of its name. */

import { magic } from "./about-magics.ts";
import { autoreload } from "./autoreload.ts";
import { capture } from "./capture.ts";
import { cd } from "./cd.ts";
import { config } from "./config.ts";
import { device } from "./device.ts";
import { devices } from "./devices.ts";
import { env } from "./env.ts";
import { history } from "./history.ts";
import { load } from "./load.ts";
import { ls } from "./ls.ts";
import { lsmagic } from "./lsmagic.ts";
import type { Magic } from "./magic.ts";
import { matplotlib } from "./matplotlib.ts";
import { memory } from "./memory.ts";
import { npm } from "./npm.ts";
import { page } from "./page.ts";
import { prun } from "./prun.ts";
import { pwd } from "./pwd.ts";
import { html, javascript, js, latex, markdown, svg } from "./representation.ts";
import { reset } from "./reset.ts";
import { run } from "./run.ts";
import { bash, script, sh } from "./script.ts";
import { tensorboard } from "./tensorboard.ts";
import { time } from "./time.ts";
import { timeit } from "./timeit.ts";
import { typecheck } from "./typecheck.ts";
import { who, whoLs, whos } from "./who.ts";
import { writefile } from "./writefile.ts";
import { xmode } from "./xmode.ts";

export const magics: readonly Magic[] = [
  autoreload,
  bash,
  capture,
  cd,
  config,
  device,
  devices,
  env,
  history,
  html,
  javascript,
  js,
  latex,
  load,
  ls,
  lsmagic,
  magic,
  markdown,
  matplotlib,
  memory,
  npm,
  page,
  prun,
  pwd,
  reset,
  run,
  script,
  sh,
  svg,
  tensorboard,
  time,
  timeit,
  typecheck,
  who,
  whoLs,
  whos,
  writefile,
  xmode,
];
