/** A CPU profile of V8's as a tree of calls, without what the kernel itself does around the user's code. */

import type { Profiler, Runtime } from "node:inspector";
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
/** In front of the name of what called native code. */
const native = "(native)";
const collector = "(garbage collector)";
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
  const visit = (id: number, parent: Call, around: Around): void => {
    const node = nodes.get(id);
    if (!node) return;
    const { call, inner } = placed(node.callFrame, parent, around, place);
    const { self, samples } = times.get(id) ?? { self: 0, samples: 0 };
    if (call) {
      call.self += self;
      call.samples += samples;
    }
    for (const child of node.children ?? []) visit(child, call ?? parent, inner);
  };
  visit(profile.nodes[0].id, root, "machinery");
  sum(root);
  return root;
}

/** What a call is inside of: what runs the user's code, that code, or what the kernel does for it. */
type Around = "machinery" | "user" | "kernel";

/** The call that a frame's time counts for, if for any, and what the frames above it are inside of. */
function placed(
  { functionName, url, lineNumber, columnNumber }: Runtime.CallFrame,
  parent: Call,
  around: Around,
  place: Place,
): { readonly call: Call | undefined; readonly inner: Around } {
  if (idle.has(functionName)) return { call: undefined, inner: around };
  if (functionName === collector) return { call: child(parent, collector, ""), inner: around };
  const where = url ? place(url, lineNumber + 1, columnNumber + 1) : undefined;
  if (where?.user) {
    const name = functionName || (around === "machinery" ? "cell" : "(anonymous)");
    return { call: child(parent, name, where.text), inner: "user" };
  }
  if (around === "machinery") return { call: undefined, inner: around };
  // What the kernel does counts for the code that it does it for.
  if (around === "kernel" || (url.startsWith("file:") && !where)) return { call: parent, inner: "kernel" };
  if (functionName === boundary) return { call: child(parent, `${native} ${parent.name}`, ""), inner: around };
  // V8 knows no names of native functions, and mistakes one for another.
  if (parent.name.startsWith(native) && url === "") return { call: parent, inner: around };
  return { call: child(parent, functionName || "(anonymous)", where?.text ?? url), inner: around };
}

function child(parent: Call, name: string, place: string): Call {
  return parent.calls.find((other) => other.name === name && other.place === place) ?? add(parent, name, place);
}

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
