/** A magic that was asked for what it cannot do. The message says it all: no frame is shown below it. */
export class UsageError extends Error {
  override readonly name = "UsageError";

  constructor(message: string) {
    const { stackTraceLimit } = Error;
    Error.stackTraceLimit = 0;
    super(message);
    Error.stackTraceLimit = stackTraceLimit;
  }
}
