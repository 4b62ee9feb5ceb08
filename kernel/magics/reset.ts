import { defineMagic } from "./magic.ts";

export const reset = defineMagic({
  name: "reset",
  summary: "forget the notebook's variables, and what is in In and Out",
  description:
    "A variable that is forgotten is undefined from then on; a later cell may declare it again.\n" +
    "What only it held is freed.",
  options: {
    force: { kind: "flag", short: "f", summary: "do not ask first" },
    soft: { kind: "flag", short: "s", summary: "leave In and Out as they are" },
  },
  async line({ options }, context) {
    if (!options.force) {
      const answer = await context.input("Once deleted, variables cannot be recovered. Proceed (y/[n])? ");
      if (!/^y(es)?$/i.test(answer.trim())) {
        context.print("Nothing done.\n");
        return;
      }
    }
    await context.forget([...context.variables().keys()]);
    for (const name of ["_", "__", "___"]) Reflect.set(globalThis, name, undefined);
    if (options.soft) return;
    for (const key of Object.keys(context.outputs)) delete context.outputs[Number(key)];
    context.inputs.fill("");
  },
});
