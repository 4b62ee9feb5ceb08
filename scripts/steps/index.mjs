/** The steps of the set-up in order, for those who work with notebooks and for those who test. */

import { bundle } from "./bundle.mjs";
import { dataFiles, dataPackage } from "./data.mjs";
import { kernelspec } from "./kernelspec.mjs";
import { canvas, kernelAddon, runtimeAddon } from "./native.mjs";
import { packages } from "./packages.mjs";
import { jupyter, jupyterTests, torch } from "./python.mjs";
import { browser, chineseFont, systemPackages } from "./system.mjs";

export const labSteps = [
  packages,
  systemPackages,
  chineseFont,
  canvas,
  runtimeAddon,
  kernelAddon,
  bundle,
  dataPackage,
  dataFiles,
  jupyter,
  kernelspec,
];

export const testSteps = [...labSteps, browser, jupyterTests, torch];
