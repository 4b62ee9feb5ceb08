/** What a cell may not do to the process that it shares with the kernel. */

export class ExitError extends Error {
  override readonly name = "ExitError";
}

const { reallyExit } = process as unknown as { reallyExit(code: number): never };
const exit = reallyExit.bind(process);

/** The kernel's own way out. */
export function exitProcess(code: number): never {
  return exit(code);
}

/** No child process should wait for keys that nobody presses: git and its like show all they have at once. */
export function setEnvironment(): void {
  Object.assign(process.env, { PAGER: "cat", GIT_PAGER: "cat", TERM: "xterm-color" });
}

/** @param report tells the user of an error that no code of theirs caught */
export function protectProcess(report: (error: unknown) => void): void {
  process.exit = ((code?: number | string | null): never => {
    throw new ExitError(
      `process.exit(${code ?? ""}) would end the kernel, so it ends this cell alone; to begin anew, restart the kernel`,
    );
  }) as typeof process.exit;
  process.abort = (): never => {
    throw new ExitError("process.abort() would end the kernel, so it ends this cell alone");
  };
  const listen = () => {
    for (const event of ["uncaughtException", "unhandledRejection"]) {
      if (!process.listeners(event as "uncaughtException").includes(report)) process.on(event, report);
    }
  };
  listen();
  // Without these two listeners the next error would end the kernel, whoever removed them.
  for (const name of ["removeAllListeners", "removeListener", "off"] as const) {
    const remove: (...args: never[]) => NodeJS.Process = process[name];
    process[name] = (...args: never[]): NodeJS.Process => {
      remove.apply(process, args);
      listen();
      return process;
    };
  }
}
