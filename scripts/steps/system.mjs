/** System packages: those that native builds, the data and the browser tests need. */

import { existsSync } from "node:fs";
import { createInterface } from "node:readline/promises";
import { runQuietly, SetupError, succeeds } from "../shared/process.mjs";
import { inCI, venvBin } from "../shared/root.mjs";

const anyOf =
  (...paths) =>
  () =>
    paths.some((path) => existsSync(path));

const onPath = (name) => () => (process.env.PATH ?? "").split(":").some((folder) => existsSync(`${folder}/${name}`));

/** Headers lie below one of these on Debian, and on macOS with Homebrew. */
const header = (name) => anyOf(...["/usr", "/usr/local", "/opt/homebrew"].map((prefix) => `${prefix}/include/${name}`));

const canMakeVenv = () => existsSync(venvBin("python")) || succeeds("python3", ["-c", "import ensurepip, venv"]);

/** What a build needs: the package's name in Debian and in Homebrew, and a witness that it is there. */
const buildPackages = [
  { apt: "g++", brew: "llvm", isThere: onPath("c++") },
  { apt: "make", brew: "make", isThere: onPath("make") },
  { apt: "pkg-config", brew: "pkg-config", isThere: onPath("pkg-config") },
  { apt: "python3-venv", brew: "python3", isThere: canMakeVenv },
  { apt: "libhwy-dev", brew: "highway", isThere: header("hwy/highway.h") },
  { apt: "libeigen3-dev", brew: "eigen", isThere: header("eigen3/Eigen/Dense") },
  { apt: "libcairo2-dev", brew: "cairo", isThere: header("cairo/cairo.h") },
  { apt: "libpango1.0-dev", brew: "pango", isThere: header("pango-1.0/pango/pango.h") },
  { apt: "libjpeg-dev", brew: "jpeg", isThere: header("jpeglib.h") },
  { apt: "libgif-dev", brew: "giflib", isThere: header("gif_lib.h") },
  { apt: "librsvg2-dev", brew: "librsvg", isThere: header("librsvg-2.0/librsvg/rsvg.h") },
];

const fonts = [
  {
    apt: "fonts-dejavu-core",
    brew: "font-dejavu",
    isThere: anyOf("/usr/share/fonts/truetype/dejavu", "/System/Library/Fonts"),
  },
];

const chromium = {
  apt: "chromium",
  brew: "chromium",
  isThere: anyOf("/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"),
};

/** The compilers and libraries that the native parts are built with. */
export const systemPackages = {
  name: "system",
  title: "System packages for the native parts",
  isThere: () => missing([...buildPackages, ...fonts]).length === 0,
  run: (say) => install([...buildPackages, ...fonts], say),
};

/** Chromium, for the tests that open JupyterLab. Its absence is the tests' to report. */
export const browser = optional("browser", "Chromium for the browser tests", chromium);

/** A font with Chinese characters, for the labels of figures. Without it they are drawn as boxes. */
export const chineseFont = optional("fonts", "A font with Chinese characters for figures", {
  apt: "fonts-wqy-microhei",
  brew: "font-noto-sans-sc",
  isThere: anyOf("/usr/share/fonts/truetype/wqy", "/usr/share/fonts/opentype/noto", "/System/Library/Fonts"),
});

/** A step that brings a package where that needs no question; elsewhere, or where apt fails, it is left out. */
export function optional(name, title, wanted) {
  let tried = false;
  return {
    name,
    title,
    isThere: () => tried || missing([wanted]).length === 0 || !canInstallUnasked(),
    run: async (say) => {
      tried = true;
      try {
        await install([wanted], say);
      } catch (error) {
        if (inCI || !(error instanceof SetupError)) throw error;
        return `left out: apt cannot bring ${wanted.apt}`;
      }
      return undefined;
    },
  };
}

const missing = (packages) => packages.filter((entry) => !entry.isThere());

const isRoot = () => process.getuid?.() === 0;
const hasApt = () => existsSync("/usr/bin/apt-get");
const canInstallUnasked = () => hasApt() && isRoot();

async function install(packages, say) {
  const wanted = missing(packages);
  if (process.platform === "darwin") {
    throw new SetupError(`Missing system packages. Run: brew install ${wanted.map((entry) => entry.brew).join(" ")}`);
  }
  const names = wanted.map((entry) => entry.apt);
  const byHand = `sudo apt-get install --no-install-recommends ${names.join(" ")}`;
  if (!hasApt()) throw new SetupError(`Missing system packages. Install what Debian calls: ${names.join(" ")}`);
  if (!isRoot() && !(await agrees(names))) throw new SetupError(`Missing system packages. Run: ${byHand}`);
  say(`  apt-get install ${names.join(" ")}`);
  const [command, ...prefix] = isRoot() ? ["apt-get"] : ["sudo", "apt-get"];
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  const advice = `Mend what apt says, or run it by hand: ${byHand}`;
  await runQuietly("system", command, [...prefix, "update"], { advice, env });
  await runQuietly("system", command, [...prefix, "install", "--yes", "--no-install-recommends", ...names], {
    advice,
    env,
  });
}

async function agrees(names) {
  if (!process.stdin.isTTY || !succeeds("sudo", ["-V"])) return false;
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  const answer = await terminal.question(`  Install ${names.join(" ")} with sudo apt-get? [y/N] `);
  terminal.close();
  return /^y(es)?$/i.test(answer.trim());
}
