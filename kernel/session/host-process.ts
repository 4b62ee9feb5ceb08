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
  process.on("uncaughtException", report);
  process.on("unhandledRejection", report);
}
