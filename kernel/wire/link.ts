/** What the user's thread and the wire thread say to each other: messages over a port, and a few words of shared memory. */

import type { MessagePort } from "node:worker_threads";
import type { Connection } from "./connection.ts";
import type { Dictionary, Header, PublishType, RequestType } from "./messages.ts";

/** A request's number on this link, counted from 1; 0 stands for no request. */
export type RequestId = number;

/** Wire thread to user's thread. */
export type Inbound =
  | {
      readonly kind: "request";
      readonly id: RequestId;
      readonly channel: "shell" | "control";
      readonly header: Header;
      readonly content: Dictionary;
      readonly metadata: Dictionary;
      readonly buffers: readonly Uint8Array[];
    }
  /** `terminated`: whatever ran in the user's thread was ended, and may be missing. */
  | { readonly kind: "interrupt"; readonly terminated: boolean }
  | { readonly kind: "input"; readonly parent: RequestId; readonly value: string }
  | { readonly kind: "shutdown"; readonly restart: boolean }
  | { readonly kind: "closed" };

/**
 * User's thread to wire thread, or its stand-in to it. Dictionaries travel as JSON; `position` is where the printed text
 * stood by then, where it is left out: all that there is.
 */
export type Outbound =
  | {
      readonly kind: "publish";
      readonly parent: RequestId;
      readonly type: PublishType;
      readonly content: string | Uint8Array;
      readonly metadata?: string;
      readonly buffers?: readonly Uint8Array[];
      readonly position?: number;
    }
  | { readonly kind: "reply"; readonly parent: RequestId; readonly type: string; readonly content: string }
  /** The request is done with: idle is published. `keep`: output may still come for it. */
  | { readonly kind: "done"; readonly parent: RequestId; readonly keep: boolean; readonly position?: number }
  | { readonly kind: "input"; readonly parent: RequestId; readonly prompt: string; readonly password: boolean }
  /** Text waits in the ring. */
  | { readonly kind: "output" }
  /** What is in the pipes comes before what is printed from now on; `Word.settled` says when it is read. */
  | { readonly kind: "settle"; readonly position: number }
  | { readonly kind: "close" };

export interface WireData {
  readonly connection: Connection;
  readonly shared: SharedArrayBuffer;
  readonly ring: SharedArrayBuffer;
  readonly port: MessagePort;
  /** Who answers requests of some types while the user's thread is busy. */
  readonly standIn: { readonly port: MessagePort; readonly types: readonly RequestType[] };
  /** The content of kernel_info_reply, which the wire thread gives on control while a cell blocks. */
  readonly kernelInfo: string;
  /** Read ends of pipes in place of descriptors 1 and 2, and the pipe that SIGINT writes to; where the addon is built. */
  readonly pipes?: { readonly stdout: number; readonly stderr: number; readonly interrupt: number };
  /** The process's own stderr, for the kernel's log. */
  readonly log: number;
}

/** Words of `WireData.shared`. */
export const Word = {
  /** One of `Interrupt`. */
  interrupt: 0,
  /** The request that text written to descriptors 1 and 2 belongs to. */
  current: 1,
  /** 1 while the wire thread has been told that text waits in the ring. */
  announced: 2,
  /** Bytes ever written to and read from the ring, modulo 2^32. */
  written: 3,
  read: 4,
  /** Where a blocked `prompt()` waits: 1 once its answer is on the port. */
  answered: 5,
  /** Messages of the user's thread that the wire thread is done with, modulo 2^32. */
  taken: 6,
  /** 1 while the user's thread is blocked by a child process. */
  child: 7,
  /** 1 once the wire thread has read what child processes wrote before it was asked to. */
  settled: 8,
} as const;

export const sharedBytes = 64;

/** States of an interrupt, in the order in which it passes them. */
export const Interrupt = {
  none: 0,
  /** Asked for: whoever sets it back to none throws. */
  asked: 1,
  /** Nobody looked for a while: termination is on its way. */
  terminating: 2,
  /** Termination has reached the user's thread. */
  terminated: 3,
} as const;

export type { RequestType };
