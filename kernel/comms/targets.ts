/** What front ends may open comms with. */

import { Comm, type CommMessage } from "./comm.ts";
import { currentHost } from "./host.ts";

export type TargetHandler = (comm: Comm, message: CommMessage) => unknown;

const targets = new Map<string, (comm: Comm, message: CommMessage) => void>();

/** Calls `handler` with each comm that the front end opens under `name`. A comm whose handler throws is closed again. */
export function registerTarget(name: string, handler: TargetHandler): void {
  const run = currentHost()?.bind() ?? ((call) => void call());
  targets.set(name, (comm, message) => {
    run(() => {
      try {
        return handler(comm, message);
      } catch (error) {
        comm.close();
        throw error;
      }
    });
  });
}

/** Takes a target back: comms that are open stay so. */
export function unregisterTarget(name: string): void {
  targets.delete(name);
}

export function hasTarget(name: string): boolean {
  return targets.has(name);
}

/** The front end has opened a comm. Gives whether there is a target for it. */
export function receiveOpen(commId: string, targetName: string, message: CommMessage): boolean {
  const handle = targets.get(targetName);
  if (!handle) return false;
  handle(new Comm(targetName, { commId, primary: false }), message);
  return true;
}
