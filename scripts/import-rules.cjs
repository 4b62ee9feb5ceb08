/** Imports go one way: from the kernel to the runtime's public entry points, and there from each room to the ones below. */

const rooms = "nn|optim|data|vision|files|plot|summary|metrics|devices|distributions|utils";
const entryPoints =
  "^runtime/(index|nn/index|nn/functional/index|nn/init|optim/index|data/index|display/index|vision/index|plot/index|files/index|summary/index|metrics/index|distributions/index|host|interrupt)\\.ts$";

const never = (name, comment, from, to) => ({ name, comment, severity: "error", from, to });

module.exports = {
  forbidden: [
    never(
      "runtime-stands-alone",
      "the runtime works in a plain Node script",
      { path: "^runtime/" },
      { path: "^kernel/" },
    ),
    never(
      "public-entry-points",
      "the kernel uses what a user's notebook uses",
      { path: "^kernel/" },
      { path: "^runtime/", pathNot: entryPoints },
    ),
    never(
      "backend-is-the-bottom",
      "only the boundary is below the tensor",
      { path: "^runtime/backend/" },
      { path: `^runtime/(tensor|autograd|ops|${rooms})/` },
    ),
    never(
      "tensor-below-autograd",
      "a tensor knows no operators",
      { path: "^runtime/tensor/" },
      { path: `^runtime/(autograd|ops|${rooms})/` },
    ),
    never(
      "autograd-below-operators",
      "the engine is given its arithmetic",
      { path: "^runtime/autograd/" },
      { path: `^runtime/(ops|${rooms})/` },
    ),
    never(
      "operators-below-rooms",
      "operators know no layers",
      { path: "^runtime/ops/" },
      { path: `^runtime/(${rooms})/` },
    ),
    never(
      "wire-knows-no-cell",
      "the wire thread serves while a cell blocks",
      { path: "^kernel/wire/" },
      { path: "^kernel/(session|handlers|magics|display|language)/" },
    ),
    never(
      "session-below-handlers",
      "handlers call the session",
      { path: "^kernel/session/" },
      { path: "^kernel/handlers/" },
    ),
    never(
      "comms-and-widgets-below-session",
      "the session lends them what they need",
      { path: "^kernel/(comms|widgets)/" },
      { path: "^kernel/(session|handlers|magics|language)/" },
    ),
    never(
      "language-stands-alone",
      "the language service runs in a thread of its own",
      { path: "^kernel/language/" },
      { path: "^kernel/(session|handlers|magics)/" },
    ),
  ],
  options: {
    doNotFollow: { path: "node_modules" },
    tsConfig: { fileName: "tsconfig.json" },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      conditionNames: ["tangent-source", "import", "node", "default"],
      exportsFields: ["exports"],
    },
  },
};
