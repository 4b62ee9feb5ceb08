/** A JupyterLab of the project's own environment, on a copy of a notebook, and a browser that looks at it. */

import { type ChildProcess, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { cpSync, mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { type Browser, chromium, type Page } from "playwright-core";
import { chromium as chromiumPath, program } from "../requirements.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));

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

  /** Opens a notebook of `notebooks/`, which is copied, so that the run leaves no trace in it. */
  static async open(notebook: string): Promise<JupyterLab> {
    const folder = mkdtempSync(join(tmpdir(), "tangent-lab-"));
    const name = basename(notebook);
    cpSync(join(root, "notebooks", notebook), join(folder, name));
    const port = await freePort();
    const token = randomBytes(16).toString("hex");
    const options = [
      "--no-browser",
      "--allow-root",
      `--port=${port}`,
      "--ServerApp.port_retries=0",
      `--notebook-dir=${folder}`,
      `--IdentityProvider.token=${token}`,
      "--LabApp.news_url=",
      "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate",
      `--LabApp.user_settings_dir=${join(folder, "settings")}`,
      `--LabApp.workspaces_dir=${join(folder, "workspaces")}`,
    ];
    const server = spawn(program("jupyter-lab"), options, { cwd: folder, stdio: "ignore" });
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

  /** Runs all cells and waits until the last of them is done. */
  async runAll(milliseconds: number): Promise<void> {
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
