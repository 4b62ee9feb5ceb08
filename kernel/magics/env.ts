import { defineMagic, UsageError } from "./magic.ts";

/** Names that hold secrets are listed without them. */
const secret = /key|token|secret|password/i;

export const env = defineMagic({
  name: "env",
  summary: "the environment: all of it, one variable, or set one",
  description: "%env\n%env NAME\n%env NAME=VALUE",
  operands: { usage: "[NAME[=VALUE]]", take: "text" },
  line({ text }, context) {
    const [, name, separator, value] = /^([^=\s]*)(\s*=\s*|\s+)?(.*)$/s.exec(text) ?? [];
    if (!name) {
      const shown = Object.entries(process.env).map(([key, held]) => [key, secret.test(key) ? "<hidden>" : held]);
      return Object.fromEntries(shown);
    }
    if (separator !== undefined) {
      process.env[name] = value;
      context.print(`env: ${name}=${value}\n`);
      return undefined;
    }
    if (process.env[name] === undefined) throw new UsageError(`%env: there is no ${name}; %env ${name}=VALUE sets it`);
    return process.env[name];
  },
});
