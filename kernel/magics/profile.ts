/** A CPU profile of V8's as a tree of calls, without what the kernel itself does around the user's code. */

import type { Profiler } from "node:inspector";
import type { MagicContext } from "./magic.ts";

/** A function as it was called from one place; times are in seconds. */
export interface Call {
  readonly name: string;
  /** Such as `In[3]:4`; empty for what V8 and Node do themselves. */
  readonly place: string;
  self: number;
  total: number;
  samples: number;
  readonly calls: Call[];
}

type Place = MagicContext["place"];

/** What V8 calls the function through which the runtime calls its native code (runtime/backend/cpu.ts). */
const boundary = "table.<computed>";
const native = "(native code)";
/** What V8 names when no code runs. */
const idle = new Set(["(idle)", "(program)"]);

export function readProfile(profile: Profiler.Profile, place: Place): Call {
  const nodes = new Map(profile.nodes.map((node) => [node.id, node]));
  const times = new Map<number, { self: number; samples: number }>();
  profile.samples?.forEach((id, i) => {
    const entry = times.get(id) ?? { self: 0, samples: 0 };
    // The time since the sample before: the first one counts from the profile's start.
    entry.self += Math.max(0, profile.timeDeltas?.[i] ?? 0) / 1e6;
    entry.samples++;
    times.set(id, entry);
  });
  const root: Call = { name: "all", place: "", self: 0, total: 0, samples: 0, calls: [] };
  /** @param inside whether the user's code is around; above it, frames are the kernel's and are left out */
  const visit = (id: number, parent: Call, inside: boolean): void => {
    const node = nodes.get(id);
    if (!node) return;
    const { functionName, url, lineNumber, columnNumber } = node.callFrame;
    const where = url ? place(url, lineNumber + 1, columnNumber + 1) : undefined;
    const isUser = where?.user === true;
    const isCollector = functionName === "(garbage collector)";
    const shown = !idle.has(functionName) && (isUser || isCollector || (inside && !(isModule(url) && !where)));
    let call = parent;
    if (shown && !(parent.name === native && url === "")) {
      const name = functionName === boundary ? native : functionName || (isUser && !inside ? "cell" : "(anonymous)");
      const at = name === native ? "" : (where?.text ?? (url.startsWith("node:") ? url : ""));
      call = parent.calls.find((other) => other.name === name && other.place === at) ?? add(parent, name, at);
      const { self = 0, samples = 0 } = times.get(id) ?? {};
      call.self += self;
      call.samples += samples;
    } else if (inside) {
      // The caller's own time: V8 knows no names of native functions, and mistakes one for another.
      const { self = 0, samples = 0 } = times.get(id) ?? {};
      parent.self += self;
      parent.samples += samples;
    }
    for (const child of node.children ?? []) visit(child, call, inside || (shown && !isCollector));
  };
  visit(profile.nodes[0].id, root, false);
  sum(root);
  return root;
}

/** Without a place, a module is the kernel's own. */
const isModule = (url: string): boolean => url.startsWith("file:");

function add(parent: Call, name: string, place: string): Call {
  const call: Call = { name, place, self: 0, total: 0, samples: 0, calls: [] };
  parent.calls.push(call);
  return call;
}

function sum(call: Call): void {
  for (const inner of call.calls) sum(inner);
  call.total = call.self + call.calls.reduce((total, inner) => total + inner.total, 0);
  if (call.name === "all") call.samples = count(call);
}

const count = (call: Call): number => call.calls.reduce((total, inner) => total + inner.samples + count(inner), 0);

/** Each function once; a recursive one counts its total once. */
export function byFunction(root: Call): Call[] {
  const found = new Map<string, Call>();
  const visit = (call: Call, around: ReadonlySet<string>): void => {
    const key = `${call.name}\0${call.place}`;
    const entry = found.get(key) ?? { ...call, self: 0, total: 0, samples: 0, calls: [] };
    entry.self += call.self;
    entry.samples += call.samples;
    if (!around.has(key)) entry.total += call.total;
    found.set(key, entry);
    for (const inner of call.calls) visit(inner, new Set([...around, key]));
  };
  for (const call of root.calls) visit(call, new Set());
  return [...found.values()];
}
