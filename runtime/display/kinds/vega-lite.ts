import { inspect } from "node:util";
import { Representation } from "../representation.ts";

/** A chart as Vega-Lite describes it. @see https://vega.github.io/vega-lite/ */
export function vegaLite(spec: Readonly<Record<string, unknown>>): Representation {
  if (typeof spec !== "object" || spec === null || Array.isArray(spec))
    throw new TypeError(`vegaLite: the specification must be an object, got ${inspect(spec, { depth: 0 })}`);
  const schema = "https://vega.github.io/schema/vega-lite/v5.json";
  const [, version = "5"] = /vega-lite\/v(\d+)/.exec(String(spec.$schema ?? schema)) ?? [];
  const whole = { $schema: schema, ...spec };
  const title = typeof spec.title === "string" ? `: ${spec.title}` : "";
  return new Representation({
    [`application/vnd.vegalite.v${version}+json`]: JSON.parse(JSON.stringify(whole)),
    "text/plain": `<Vega-Lite chart${title}>`,
  });
}
