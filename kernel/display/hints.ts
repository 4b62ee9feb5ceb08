/** What to write instead, for mistakes that people make who come from Python. One line of a table each. */

export interface Mistake {
  readonly ename: string;
  readonly evalue: string;
  /** The line of the user's code where it happened; empty when there is none. */
  readonly line: string;
  /** What a name stands for. */
  lookUp(name: string): { readonly value: unknown } | undefined;
}

/** Names of Python's that are not there. */
const names: Readonly<Record<string, string>> = {
  print: "console.log(…)",
  len: "x.length, or x.size for a Map or a Set",
  range: "for (let i = 0; i < n; i++), or [...Array(n).keys()]",
  enumerate: "for (const [i, x] of list.entries())",
  zip: "a.map((x, i) => [x, b[i]])",
  isinstance: "x instanceof Type, or typeof x === 'number'",
  type: "typeof x, or x.constructor.name",
  str: "String(x)",
  int: "Math.trunc(Number(x))",
  float: "Number(x)",
  list: "[...x]",
  dict: "{ … } or new Map()",
  None: "null or undefined",
  True: "true",
  False: "false",
  self: "this",
  abs: "Math.abs(x)",
  max: "Math.max(…)",
  min: "Math.min(…)",
  round: "Math.round(x)",
  sorted: "[...x].sort((a, b) => a - b)",
  np: "torch's own functions",
};

/** Methods of Python's lists, strings and dictionaries. */
const methods: Readonly<Record<string, string>> = {
  append: "list.push(x)",
  extend: "list.push(...others)",
  insert: "list.splice(i, 0, x)",
  remove: "list.splice(list.indexOf(x), 1)",
  copy: "[...list] or { ...object }",
  index: "list.indexOf(x)",
  items: "Object.entries(object)",
  update: "Object.assign(object, others)",
  get: "object[key] ?? otherwise",
  strip: "text.trim()",
  lower: "text.toLowerCase()",
  upper: "text.toUpperCase()",
  startswith: "text.startsWith(…)",
  endswith: "text.endsWith(…)",
  format: `a template: \`x is \${x}\``,
  join: "list.join(', ')",
};

/** Python's statements, by how their line looks. */
const statements: readonly (readonly [RegExp, string])[] = [
  [
    /^\s*%{1,2}[a-zA-Z]/,
    "magics stand on lines of their own outside of blocks and brackets, and %%magics at the cell's start",
  ],
  [/^\s*![a-zA-Z.~/]\S*\s+\S/, "commands stand on lines of their own, outside of blocks and brackets"],
  [/^\s*import\s+[\w.]+\s*(as\s+\w+)?\s*$/, "write: import * as name from 'module'"],
  [/^\s*from\s+[\w.]+\s+import\b/, "write: import { name } from 'module'"],
  [/^\s*(async\s+)?def\s/, "write: function name(x: number) { … }"],
  [/^\s*elif\b/, "write: else if (…) { … }"],
  [/^\s*(if|while)\b[^{]*:\s*$/, "write: if (…) { … }"],
  [/^\s*for\s+\w+\s+in\b.*:\s*$/, "write: for (const x of list) { … }"],
  [/^\s*class\s+\w+\(.*\):/, "write: class Name extends Base { … }"],
  [/\blambda\b/, "write: (x) => …"],
  [/^\s*with\b.*:\s*$/, "write: torch.noGrad(() => { … })"],
  [/\bf["']/, `write a template: \`x is \${x}\``],
  [/\b(and|or|not)\b/, "write: &&, || and !"],
];

const camelCase = (name: string): string => name.replace(/(?<=\w)_+([a-z0-9])/g, (_, letter) => letter.toUpperCase());

type Rule = (mistake: Mistake) => string | undefined;

const rules: readonly Rule[] = [
  ({ evalue }) => {
    const [, name] = /^Class constructor (\S+) cannot be invoked without 'new'/.exec(evalue) ?? [];
    return name && `write: new ${name}(…)`;
  },
  ({ evalue }) => {
    const [, name] =
      /^(?:.*\.)?([a-z]+(?:_[a-z0-9]+)+_?)(?:\(\.\.\.\))? is not (?:a function|defined|a constructor)/.exec(evalue) ??
      [];
    return name && `PyTorch's names are in camelCase here: ${camelCase(name)}`;
  },
  ({ evalue }) => {
    const [, name] = /export named '([a-z]+(?:_[a-z0-9]+)+)'/.exec(evalue) ?? [];
    return name && `PyTorch's names are in camelCase here: ${camelCase(name)}`;
  },
  ({ ename, evalue }) => {
    const [, name] = /^(\w+) is not defined/.exec(evalue) ?? [];
    return ename === "ReferenceError" && Object.hasOwn(names, name ?? "") ? `here it is ${names[name]}` : undefined;
  },
  forgottenAwait,
  ({ evalue }) => {
    const [, name] = /\.(\w+) is not a function/.exec(evalue) ?? [];
    return Object.hasOwn(methods, name ?? "") ? `here it is ${methods[name]}` : undefined;
  },
  ({ ename, line }) => (ename === "SyntaxError" ? statements.find(([looks]) => looks.test(line))?.[1] : undefined),
];

/** A promise where its value was meant: on the line stands the name of one, or a call that gives one, without `await`. */
function forgottenAwait({ ename, evalue, line, lookUp }: Mistake): string | undefined {
  const wants = /is not a function|is not iterable|of undefined|Promise|is not a constructor/;
  if (ename !== "TypeError" || !wants.test(evalue)) return undefined;
  for (const [, before, name, call] of line.matchAll(/(\bawait\s+|[.\w$])?\b([A-Za-z_$][\w$]*)\b(?!\s*:)\s*(\()?/g)) {
    if (before !== undefined) continue;
    const value = lookUp(name)?.value;
    if (value instanceof Promise && !call) return `${name} is a promise; write: await ${name}`;
    if (call && value instanceof AsyncFunction) return `${name}() gives a promise; write: (await ${name}(…))`;
  }
  return undefined;
}

const AsyncFunction = (async () => {}).constructor as new () => unknown;

/** What to write instead, for a mistake that is known. */
export function hintFor(mistake: Mistake): string | undefined {
  for (const rule of rules) {
    const hint = rule(mistake);
    if (hint) return hint;
  }
  return undefined;
}
