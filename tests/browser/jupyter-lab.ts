/** A JupyterLab of the project's own environment, on a copy of a notebook, and a browser that looks at it. */

import { type ChildProcess, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { type Browser, chromium, type Page } from "playwright-core";
import { chromium as chromiumPath, program } from "../requirements.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));

/** All cells stay in the page, where the test reads them, and nothing pops up over them. */
const userSettings = {
  "@jupyterlab/notebook-extension/tracker": { windowingMode: "none" },
  "@jupyterlab/apputils-extension/notification": { checkForUpdates: false, fetchNews: "false" },
};

function write(path: string, content: object): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, JSON.stringify(content));
}

function notebookOf(cells: readonly string[]): object {
  const kernelspec = { name: "tangent", display_name: "TypeScript (Tangent)", language: "typescript" };
  return {
    nbformat: 4,
    nbformat_minor: 5,
    metadata: { kernelspec },
    cells: cells.map((source, i) => ({
      id: `cell-${i}`,
      cell_type: "code",
      source,
      metadata: {},
      execution_count: null,
      outputs: [],
    })),
  };
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  return port;
}

export class JupyterLab {
  readonly page: Page;
  /** What the page logged as errors. */
  readonly problems: string[] = [];
  readonly #browser: Browser;
  readonly #server: ChildProcess;
  readonly #folder: string;

  private constructor(page: Page, browser: Browser, server: ChildProcess, folder: string) {
    this.page = page;
    this.#browser = browser;
    this.#server = server;
    this.#folder = folder;
    page.on("pageerror", (error) => this.problems.push(error.message));
  }

  /** Opens a notebook: one of `notebooks/`, which is copied, so that the run leaves no trace in it, or these cells. */
  static async open(notebook: string | readonly string[]): Promise<JupyterLab> {
    const folder = mkdtempSync(join(tmpdir(), "tangent-lab-"));
    const [notebooks, settings] = [join(folder, "notebooks"), join(folder, "settings")];
    const name = typeof notebook === "string" ? basename(notebook) : "cells.ipynb";
    if (typeof notebook === "string") cpSync(join(root, "notebooks", notebook), join(notebooks, name));
    else write(join(notebooks, name), notebookOf(notebook));
    for (const [plugin, content] of Object.entries(userSettings)) {
      write(join(settings, `${plugin}.jupyterlab-settings`), content);
    }
    const port = await freePort();
    const token = randomBytes(16).toString("hex");
    const options = [
      "--no-browser",
      "--allow-root",
      `--port=${port}`,
      "--ServerApp.port_retries=0",
      `--notebook-dir=${notebooks}`,
      `--IdentityProvider.token=${token}`,
      "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate",
      `--LabApp.user_settings_dir=${settings}`,
      `--LabApp.workspaces_dir=${join(folder, "workspaces")}`,
    ];
    const server = spawn(program("jupyter-lab"), options, { cwd: notebooks, stdio: "ignore" });
    const url = `http://127.0.0.1:${port}`;
    for (let tries = 0; ; tries++) {
      const answer = await fetch(`${url}/api/status?token=${token}`).catch(() => null);
      if (answer?.ok) break;
      if (server.exitCode !== null || tries > 300) throw new Error("JupyterLab did not start");
      await sleep(200);
    }
    const browser = await chromium.launch({
      executablePath: chromiumPath(),
      args: ["--no-sandbox", "--disable-background-networking"],
    });
    const page = await browser.newPage({ viewport: { width: 1280, height: 1000 } });
    await page.goto(`${url}/lab/tree/${name}?token=${token}`);
    await page.waitForSelector(".jp-Notebook .jp-Cell", { timeout: 60_000 });
    return new JupyterLab(page, browser, server, folder);
  }

  /** What the toolbar calls the kernel. */
  async kernelName(): Promise<string> {
    const name = this.page.locator(".jp-KernelName").first();
    await name.filter({ hasText: "Tangent" }).waitFor({ timeout: 60_000 });
    return ((await name.textContent()) ?? "").trim();
  }

  /** Waits until the kernel is there and has nothing to do: JupyterLab drops what is run before. */
  async idle(): Promise<void> {
    await this.page.getByText("| Idle", { exact: false }).first().waitFor({ timeout: 60_000 });
  }

  /** Runs all cells and waits until the last of them is done. */
  async runAll(milliseconds: number): Promise<void> {
    await this.idle();
    await this.page.getByRole("menuitem", { name: "Run", exact: true }).click();
    await this.page.getByRole("menuitem", { name: "Run All Cells", exact: true }).click();
    const prompts = this.page.locator(".jp-CodeCell .jp-InputPrompt");
    const end = performance.now() + milliseconds;
    for (;;) {
      const texts = await prompts.allInnerTexts();
      const errors = await this.page
        .locator('[data-mime-type="application/vnd.jupyter.stderr"], .jp-OutputArea-output[data-mime-type*="error"]')
        .allInnerTexts();
      if (errors.length > 0) throw new Error(`a cell failed:\n${errors.join("\n")}`);
      if (texts.length > 0 && texts.every((text) => /^\[\d+\]:$/.test(text.trim()))) return;
      if (performance.now() > end) throw new Error(`cells did not end in time: ${texts.join(" ")}`);
      await sleep(250);
    }
  }

  /** The text of all outputs, in order. */
  async outputs(): Promise<string[]> {
    return this.page.locator(".jp-OutputArea-output").allInnerTexts();
  }

  async close(): Promise<void> {
    await this.#browser.close();
    if (this.#server.exitCode === null) {
      const exited = new Promise((resolve) => this.#server.once("exit", resolve));
      this.#server.kill("SIGTERM");
      await exited;
    }
    rmSync(this.#folder, { recursive: true, force: true, maxRetries: 3 });
  }
}
