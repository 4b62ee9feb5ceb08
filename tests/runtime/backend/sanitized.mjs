/**
 * Builds the native addon under sanitizers (runtime/native/build/Debug, only what changed) and runs the backend's tests with it.
 *
 *     node tests/runtime/backend/sanitized.mjs [address,undefined | thread]
 */

import { execFileSync, spawnSync } from "node:child_process";
import { broughtNode, inRoot, root, toolEnvironment } from "../../../scripts/shared/root.mjs";
import { nodeGyp } from "../../../scripts/steps/npm.mjs";

const sanitize = process.argv[2] ?? "address,undefined";
const { executable, nodedir } = broughtNode();

/** A library of the compiler's. It is loaded before all others: a sanitizer replaces the functions that they call. */
const library = (name) =>
  execFileSync(process.env.CXX ?? "g++", [`-print-file-name=${name}`], { encoding: "utf8" }).trim();

const needed = sanitize === "thread" ? "libtsan.so" : "libasan.so";
if (!library(needed).includes("/")) {
  const reason = `needs g++'s ${needed}, which is not here: sudo apt-get install g++`;
  console.log(process.env.CI === "true" ? reason : `skipped: ${reason}`);
  process.exit(process.env.CI === "true" ? 1 : 0);
}

function run(args, options) {
  const { status } = spawnSync(executable, args, { stdio: "inherit", cwd: root, env: toolEnvironment(), ...options });
  if (status !== 0) process.exit(status ?? 1);
}

const gyp = (command, ...args) =>
  run([nodeGyp(), command, "--silent", "--debug", `--nodedir=${nodedir}`, ...args], {
    cwd: inRoot("runtime", "native"),
  });

gyp("configure", "--", `-Dsanitize=${sanitize}`);
gyp("build", "--jobs=max");
run(
  [
    "--conditions=tangent-source",
    inRoot("node_modules", "mocha", "bin", "mocha.js"),
    ...["--extension", "ts", "--timeout", "240000", "--reporter", "dot", "--recursive", "tests/runtime/backend"],
  ],
  {
    env: toolEnvironment({
      LD_PRELOAD: [library(needed), library("libstdc++.so")].join(" "),
      TANGENT_NATIVE_BUILD: "Debug",
      // Node's own memory is not the addon's: leaks are left to the collector, and what refuses to be allocated gives null.
      ASAN_OPTIONS: "detect_leaks=0:allocator_may_return_null=1",
      UBSAN_OPTIONS: "print_stacktrace=1",
      TSAN_OPTIONS: "ignore_noninstrumented_modules=1:allocator_may_return_null=1",
    }),
  },
);
