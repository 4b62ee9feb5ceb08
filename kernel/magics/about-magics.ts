import { defineMagic } from "./magic.ts";

const introduction = `Magics are lines that are no TypeScript: %name is about a line, %%name about the whole cell below it.

const result = %name …   keeps what a magic gives
!command                 runs a command in the shell; {name} and $name are the notebook's variables
const lines = !command   keeps the lines that it prints
name?  name??            tells about a variable, a function, a %magic; with two marks it shows the source
registerMagic({ name, line, cell })   makes a magic of your own`;

export const magic = defineMagic({
  name: "magic",
  summary: "tell about magics, and show the help of each",
  line(_given, context) {
    const text = [introduction, ...context.magics.map(({ help }) => help)].join(`\n\n${"─".repeat(80)}\n`);
    context.addPayload({ source: "page", data: { "text/plain": text }, start: 0 });
  },
});
