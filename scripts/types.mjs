/** `npm run types`: the declarations of the package's entry points, in dist/types. Publishing runs it after the build. */

import { readFileSync, rmSync } from "node:fs";
import ts from "typescript";
import { inRoot } from "./shared/root.mjs";

const { exports } = JSON.parse(readFileSync(inRoot("package.json"), "utf8"));
const entryPoints = Object.values(exports)
  .map((conditions) => conditions["tangent-source"])
  .filter((path) => path !== undefined);

const host = {
  ...ts.sys,
  onUnRecoverableConfigFileDiagnostic: ({ messageText }) => {
    throw new Error(ts.flattenDiagnosticMessageText(messageText, "\n"));
  },
};
const { options } = ts.getParsedCommandLineOfConfigFile(inRoot("tsconfig.json"), {}, host);
const outDir = inRoot("dist", "types");
rmSync(outDir, { recursive: true, force: true });
const program = ts.createProgram(
  entryPoints.map((path) => inRoot(path)),
  {
    ...options,
    noEmit: false,
    allowJs: false,
    declaration: true,
    emitDeclarationOnly: true,
    outDir,
    rootDir: inRoot(),
  },
);
const { diagnostics } = program.emit();
if (diagnostics.length > 0) {
  console.error(
    ts.formatDiagnostics(diagnostics, { ...ts.sys, getCanonicalFileName: (name) => name, getNewLine: () => "\n" }),
  );
  process.exitCode = 1;
}
