/** Gives what people look at a form for notebooks: loaded for its effect by the main entry point. */

import "./describe.ts";
import "./module.ts";
import "./tensor.ts";
