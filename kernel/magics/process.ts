import { readdirSync, statSync } from "node:fs";
import { homedir } from "node:os";
import { type Magic, UsageError } from "./magic.ts";

export const pwd: Magic = {
  name: "pwd",
  usage: "",
  summary: "print the working folder",
  line: (_rest, context) => context.print(`${process.cwd()}\n`),
};

export const cd: Magic = {
  name: "cd",
  usage: "[FOLDER]",
  summary: "change the working folder, from which relative imports start",
  line(rest, context) {
    process.chdir(rest === "" ? homedir() : rest.replace(/^~(?=\/|$)/, homedir()));
    context.print(`${process.cwd()}\n`);
  },
};

export const ls: Magic = {
  name: "ls",
  usage: "[FOLDER]",
  summary: "list a folder",
  line(rest, context) {
    const folder = rest || ".";
    const names = readdirSync(folder).sort();
    const marked = names.map((name) =>
      statSync(`${folder}/${name}`, { throwIfNoEntry: false })?.isDirectory() ? `${name}/` : name,
    );
    context.print(marked.map((name) => `${name}\n`).join(""));
  },
};

export const env: Magic = {
  name: "env",
  usage: "[NAME[=VALUE]]",
  summary: "print or set environment variables",
  line(rest, context) {
    const [, name, , value] = /^([^=\s]*)(\s*=\s*|\s+)?(.*)$/s.exec(rest) ?? [];
    if (!name) {
      for (const [key, text] of Object.entries(process.env)) context.print(`${key}=${text}\n`);
    } else if (value) {
      process.env[name] = value;
      context.print(`${name}=${value}\n`);
    } else if (process.env[name] === undefined) {
      throw new UsageError(`the environment has no ${name}; %env ${name}=VALUE sets it`);
    } else context.print(`${process.env[name]}\n`);
  },
};
