import { type ChildProcess, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { delimiter, join, resolve } from "node:path";
import { escapeHtml } from "../../runtime/display/index.ts";
import { expandHome } from "./cd.ts";
import { defineMagic, type MagicContext, UsageError } from "./magic.ts";

/** Milliseconds that TensorBoard has to say where it is. */
const startLimit = 60_000;

interface Board {
  readonly child: ChildProcess;
  readonly port: number;
}

/** Those that run, by folder and port that was asked for. */
const boards = new Map<string, Board>();

/**
 * Ends the program when the kernel ends, whatever way: the kernel holds the other end of the shell's input, and the shell
 * waits for that to close.
 */
const whileKernelLives = '"$@" <&- & read -r _; kill $!';

function onPath(name: string): string | undefined {
  const folders = (process.env.PATH ?? "").split(delimiter).filter((folder) => folder !== "");
  return folders.map((folder) => join(folder, name)).find((path) => existsSync(path));
}

async function start(args: readonly string[], context: MagicContext): Promise<Board> {
  const program = onPath("tensorboard");
  if (program === undefined)
    throw new UsageError(
      "%tensorboard: TensorBoard is not installed here. !pip install tensorboard installs it into the active Python environment.",
    );
  const child = spawn("/bin/sh", ["-c", whileKernelLives, "sh", program, ...args], {
    stdio: ["pipe", "ignore", "pipe"],
    // An interrupt is for what the cell waits for.
    detached: true,
  });
  let said = "";
  const port = new Promise<number>((found, failed) => {
    const tooLate = setTimeout(
      () => failed(new UsageError(`%tensorboard: no answer in ${startLimit / 1000} s:\n${said}`)),
      startLimit,
    );
    const done = () => clearTimeout(tooLate);
    child.stderr?.on("data", (data: Buffer) => {
      said = (said + data).slice(-10_000);
      const [, number] = /TensorBoard \S+ at https?:\/\/\S+?:(\d+)\//.exec(said) ?? [];
      if (number === undefined) return;
      done();
      found(Number(number));
    });
    child.stderr?.once("end", () => {
      done();
      failed(new UsageError(`%tensorboard: TensorBoard ended:\n${said.trim()}`));
    });
  });
  try {
    return { child, port: await context.wait(port) };
  } catch (error) {
    child.stdin?.end();
    throw error;
  }
}

/** The page's own host with TensorBoard's port; behind a proxy of Jupyter's, that proxy's path. */
function frame(port: number, height: number): string {
  const id = `tensorboard-${port}-${Math.random().toString(36).slice(2)}`;
  const script =
    `const base = document.querySelector("#jupyter-config-data"); const config = base ? JSON.parse(base.textContent) : {};` +
    `const url = new URL(location.href); url.port = ${port}; url.pathname = "/"; url.search = url.hash = "";` +
    `if (/\\/user\\//.test(config.baseUrl ?? "")) { url.port = location.port; url.pathname = config.baseUrl + "proxy/${port}/"; }` +
    `document.getElementById("${id}").src = url;`;
  return (
    `<iframe id="${id}" title="TensorBoard" width="100%" height="${height}" frameborder="0"></iframe>` +
    `<script>${script}</script>`
  );
}

export const tensorboard = defineMagic({
  name: "tensorboard",
  summary: "start TensorBoard on a folder of runs, and show it",
  description: "It ends with the kernel. The same folder again shows the one that runs; --kill ends it.",
  options: {
    logdir: { kind: "text", value: "FOLDER", summary: "where runs are written; runs" },
    port: { kind: "integer", value: "PORT", summary: "TensorBoard's port; one that is free" },
    height: { kind: "integer", value: "PIXELS", summary: "the frame's height; 800" },
    kill: { kind: "flag", summary: "end the TensorBoard of this folder" },
  },
  async line({ options: { logdir = "runs", port = 0, height = 800, kill } }, context) {
    const folder = resolve(expandHome(logdir));
    const running = boards.get(folder);
    if (kill) {
      if (!running) throw new UsageError(`%tensorboard: none runs on ${folder}`);
      running.child.stdin?.end();
      boards.delete(folder);
      return;
    }
    if (!existsSync(folder)) throw new UsageError(`%tensorboard: there is no folder ${folder}; --logdir names another`);
    const board = running ?? (await start(["--logdir", folder, "--port", String(port)], context));
    boards.set(folder, board);
    board.child.once("exit", () => boards.delete(folder));
    const address = `http://localhost:${board.port}/`;
    context.display(
      { "text/html": frame(board.port, height), "text/plain": `TensorBoard: ${escapeHtml(address)}` },
      { raw: true },
    );
  },
});
