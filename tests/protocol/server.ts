/** One real Jupyter server for all protocol tests, and kernels of it as front ends see them. */

import { type ChildProcess, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { type AddressInfo, createServer } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { type Kernel, KernelManager, ServerConnection } from "@jupyterlab/services";
import { program, requires } from "../requirements.ts";
import { type JupyterFolders, makeFolders } from "./jupyter.ts";
import { kernelName } from "./kernelspec.ts";

/** Milliseconds that the server has to answer. */
const startLimit = 60_000;

class JupyterServer {
  readonly folders: JupyterFolders;
  readonly kernels: KernelManager;
  readonly #child: ChildProcess;

  private constructor(folders: JupyterFolders, child: ChildProcess, settings: ServerConnection.ISettings) {
    this.folders = folders;
    this.#child = child;
    this.kernels = new KernelManager({ serverSettings: settings });
  }

  static async start(): Promise<JupyterServer> {
    const folders = makeFolders();
    const port = await freePort();
    const token = randomBytes(16).toString("hex");
    const options = [
      `--ServerApp.port=${port}`,
      "--ServerApp.port_retries=0",
      `--ServerApp.root_dir=${folders.notebooks}`,
      `--IdentityProvider.token=${token}`,
      "--ServerApp.open_browser=False",
      "--ServerApp.allow_root=True",
      "--ServerApp.jpserver_extensions={}",
      "--ServerApp.log_level=ERROR",
      "--ZMQChannelsWebsocketConnection.limit_rate=False",
    ];
    const child = spawn(program("jupyter-server"), options, {
      cwd: folders.notebooks,
      env: folders.environment,
      stdio: ["ignore", "ignore", "pipe"],
    });
    let said = "";
    child.stderr?.on("data", (data) => {
      said = (said + data).slice(-8_192);
    });
    const baseUrl = `http://127.0.0.1:${port}/`;
    const settings = ServerConnection.makeSettings({ baseUrl, wsUrl: baseUrl.replace("http", "ws"), token });
    const end = performance.now() + startLimit;
    while (!(await answers(`${baseUrl}api/status?token=${token}`))) {
      if (child.exitCode !== null) throw new Error(`the Jupyter server ended with ${child.exitCode}:\n${said}`);
      if (performance.now() > end) throw new Error(`the Jupyter server did not answer in time:\n${said}`);
      await sleep(50);
    }
    return new JupyterServer(folders, child, settings);
  }

  async stop(): Promise<void> {
    await this.kernels.shutdownAll();
    this.kernels.dispose();
    if (this.#child.exitCode === null) {
      const exited = once(this.#child, "exit");
      this.#child.kill("SIGTERM");
      await exited;
    }
    this.folders.remove();
  }
}

async function answers(url: string): Promise<boolean> {
  try {
    return (await fetch(url)).ok;
  } catch {
    return false;
  }
}

async function freePort(): Promise<number> {
  const listener = createServer().listen(0, "127.0.0.1");
  await once(listener, "listening");
  const { port } = listener.address() as AddressInfo;
  listener.close();
  await once(listener, "close");
  return port;
}

let running: Promise<JupyterServer> | undefined;

after(async function () {
  this.timeout(20_000);
  if (running) await (await running).stop();
});

/** Starts a kernel on the server, which is started when it is first needed. */
export async function startKernel(): Promise<Kernel.IKernelConnection> {
  running ??= JupyterServer.start();
  const kernel = await (await running).kernels.startNew({ name: kernelName });
  await connected(kernel);
  return kernel;
}

/** Resolves once requests reach the kernel: the client queues some of them until then, and refuses others. */
async function connected(kernel: Kernel.IKernelConnection): Promise<void> {
  if (kernel.connectionStatus === "connected") return;
  const { promise, resolve } = Promise.withResolvers<void>();
  const look = (_: unknown, status: Kernel.ConnectionStatus) => {
    if (status === "connected") resolve();
  };
  kernel.connectionStatusChanged.connect(look);
  await promise;
  kernel.connectionStatusChanged.disconnect(look);
}

/** Where kernels of the server start. */
export async function notebookFolder(): Promise<string> {
  running ??= JupyterServer.start();
  return (await running).folders.notebooks;
}

/** A kernel for the tests of one suite. The function gives it once the suite runs. */
export function useKernel(): () => Kernel.IKernelConnection {
  let kernel: Kernel.IKernelConnection | undefined;
  before(async function () {
    this.timeout(startLimit);
    requires(this, "jupyter");
    kernel = await startKernel();
  });
  after(async () => {
    if (kernel && !kernel.isDisposed) await kernel.shutdown();
  });
  return () => {
    if (!kernel) throw new Error("the suite's kernel is not started yet");
    return kernel;
  };
}
