/** What a cell gave, as a front end receives it. */

import { stripVTControlCharacters } from "node:util";
import type { Kernel, KernelMessage } from "@jupyterlab/services";

type Published = KernelMessage.IIOPubMessage;
type Content<T extends KernelMessage.IOPubMessageType> = KernelMessage.IIOPubMessage<T>["content"];

export interface Arrival {
  readonly message: Published;
  /** Milliseconds on `performance.now()`'s clock. */
  readonly at: number;
}

export class Execution {
  readonly reply: KernelMessage.IExecuteReplyMsg["content"];
  readonly arrivals: readonly Arrival[];
  /** When the reply came. */
  readonly repliedAt: number;

  constructor(reply: KernelMessage.IExecuteReplyMsg["content"], arrivals: readonly Arrival[], repliedAt: number) {
    this.reply = reply;
    this.arrivals = arrivals;
    this.repliedAt = repliedAt;
  }

  /** The contents of all messages of one type. */
  all<T extends KernelMessage.IOPubMessageType>(type: T): Content<T>[] {
    return this.arrivals
      .filter(({ message }) => message.header.msg_type === type)
      .map(({ message }) => message.content as Content<T>);
  }

  #text(name: "stdout" | "stderr"): string {
    const streams = this.all("stream") as { name: string; text: string }[];
    return streams
      .filter((stream) => stream.name === name)
      .map(({ text }) => text)
      .join("");
  }

  get stdout(): string {
    return this.#text("stdout");
  }

  get stderr(): string {
    return this.#text("stderr");
  }

  /** The result as text; undefined when the cell shows none. */
  get result(): unknown {
    const [content] = this.all("execute_result") as { data: Record<string, unknown> }[];
    return content?.data["text/plain"];
  }

  /** The types of what was published, in order, without status and execute_input. */
  get types(): string[] {
    const types = this.arrivals.map(({ message }) => message.header.msg_type as string);
    return types.filter((type) => type !== "status" && type !== "execute_input");
  }

  /** @throws Error when the cell did not fail */
  get error(): { ename: string; evalue: string; traceback: string } {
    const { reply } = this;
    if (reply.status !== "error") throw new Error(`the cell did not fail: ${JSON.stringify(reply)}`);
    const { ename, evalue, traceback } = reply;
    return { ename, evalue, traceback: stripVTControlCharacters(traceback.join("\n")) };
  }
}

export interface RunOptions extends Partial<KernelMessage.IExecuteRequestMsg["content"]> {
  /** Answers what the cell asks for over stdin. */
  readonly answer?: (request: KernelMessage.IInputRequestMsg["content"]) => string;
  /** Called with everything that is published, as it comes. */
  readonly onPublished?: (message: Published) => void;
}

/** Runs a cell to its end: its reply and idle. */
export async function run(
  kernel: Kernel.IKernelConnection,
  code: string,
  options: RunOptions = {},
): Promise<Execution> {
  const { answer, onPublished, ...request } = options;
  const future = kernel.requestExecute(
    { code, stop_on_error: true, store_history: true, allow_stdin: answer !== undefined, ...request },
    false,
  );
  const arrivals: Arrival[] = [];
  let repliedAt = 0;
  future.onIOPub = (message) => {
    arrivals.push({ message, at: performance.now() });
    onPublished?.(message);
  };
  future.onReply = () => {
    repliedAt = performance.now();
  };
  future.onStdin = (message) => {
    if (answer === undefined || message.header.msg_type !== "input_request") return;
    const request = message as KernelMessage.IInputRequestMsg;
    kernel.sendInputReply({ status: "ok", value: answer(request.content) }, request.header);
  };
  const { content } = await future.done;
  future.dispose();
  return new Execution(content, arrivals, repliedAt);
}

/** Runs a cell and gives its result as text. @throws Error when the cell fails */
export async function value(kernel: Kernel.IKernelConnection, code: string): Promise<unknown> {
  const execution = await run(kernel, code);
  if (execution.reply.status !== "ok") throw new Error(JSON.stringify(execution.reply));
  return execution.result;
}
