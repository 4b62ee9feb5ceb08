/** The processes that cells started, so that an interrupt reaches them as Ctrl-C in a terminal does. */

import { execFile } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";

interface Process {
  readonly id: number;
  readonly parent: number;
  readonly group: number;
  readonly command: string;
}

/**
 * Sends `signal` to the descendants of this process that are in its process group: a terminal does the same, and what
 * was started `detached` is left alone.
 */
export async function signalChildren(signal: "SIGINT" | "SIGKILL"): Promise<void> {
  for (const { id } of descendants(await processes())) {
    try {
      process.kill(id, signal);
    } catch {
      // It has ended meanwhile.
    }
  }
}

function descendants(all: readonly Process[]): Process[] {
  const group = all.find(({ id }) => id === process.pid)?.group;
  const children = Map.groupBy(all, ({ parent }) => parent);
  const found: Process[] = [];
  const visit = (id: number): void => {
    for (const child of children.get(id) ?? []) {
      // The compiler is the kernel's own.
      if (child.group !== group || / --service=[\d.]+/.test(child.command)) continue;
      found.push(child);
      visit(child.id);
    }
  };
  visit(process.pid);
  return found;
}

async function processes(): Promise<Process[]> {
  return process.platform === "linux" ? fromProc() : fromPs();
}

function fromProc(): Process[] {
  const found: Process[] = [];
  for (const name of readdirSync("/proc")) {
    if (!/^\d+$/.test(name)) continue;
    try {
      // pid (name) state parent group …; the name may hold spaces and parentheses.
      const stat = readFileSync(`/proc/${name}/stat`, "latin1");
      const [, parent, group] = stat.slice(stat.lastIndexOf(")") + 2).split(" ", 3);
      const command = readFileSync(`/proc/${name}/cmdline`, "latin1").replaceAll("\0", " ");
      found.push({ id: Number(name), parent: Number(parent), group: Number(group), command });
    } catch {
      // It has ended meanwhile.
    }
  }
  return found;
}

function fromPs(): Promise<Process[]> {
  return new Promise((resolve) => {
    execFile("ps", ["-axo", "pid=,ppid=,pgid=,command="], { maxBuffer: 1 << 24 }, (_error, output) => {
      const rows = output.split("\n").map((line) => /^ *(\d+) +(\d+) +(\d+) (.*)$/.exec(line) ?? []);
      resolve(
        rows
          .filter((row) => row.length > 0)
          .map(([, id, parent, group, command]) => ({
            id: Number(id),
            parent: Number(parent),
            group: Number(group),
            command,
          })),
      );
    });
  });
}
