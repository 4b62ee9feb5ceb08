#!/usr/bin/env node
/** The command `tangent`: install, lab, run. Plain JavaScript that any Node from 18 on understands. */

import { existsSync } from "node:fs";
import { runHere, SetupError } from "./shared/process.mjs";
import { broughtNode, inRoot, toolEnvironment } from "./shared/root.mjs";
import { main } from "./shared/steps.mjs";

const usage = `usage: tangent COMMAND

  install [OPTIONS]               make the kernel known to Jupyter; install --help lists the options
  lab [JUPYTERLAB'S OPTIONS]      set up what is missing and open JupyterLab
  run NOTEBOOK [--output FILE | --inplace]
                                  run a notebook from the terminal; exits with 1 if a cell fails`;

const bundled = { install: ["kernel", "install.js"], run: ["kernel", "run.js"] };

main(async () => {
  const [command, ...args] = process.argv.slice(2);
  if (command === "lab") {
    return runHere(process.execPath, [inRoot("scripts", "lab.mjs"), ...args]);
  }
  if (!Object.hasOwn(bundled, command ?? "")) {
    const asked = command === undefined || command === "--help" || command === "-h";
    (asked ? console.log : console.error)(asked ? usage : `tangent: unknown command '${command}'\n\n${usage}`);
    return asked ? 0 : 2;
  }
  const script = inRoot("dist", ...bundled[command]);
  if (!existsSync(script)) throw new SetupError("Tangent is not set up in this folder yet: run `npm run setup`.");
  return runHere(broughtNode().executable, [script, ...args], { cwd: process.cwd(), env: toolEnvironment() });
});
