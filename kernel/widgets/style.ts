/** How controls look: fonts, colours, widths. */

import { orNull, Refusal, type Trait, text } from "./trait.ts";
import { define, Widget } from "./widget.ts";

const base = { viewModule: "@jupyter-widgets/base", viewVersion: "2.0.0" };
const controls = { ...base, module: "@jupyter-widgets/controls", version: "2.0.0" };
const css = () => orNull(text(""));

const colourNames = new Set(
  `aliceblue antiquewhite aqua aquamarine azure beige bisque black blanchedalmond blue blueviolet brown burlywood
  cadetblue chartreuse chocolate coral cornflowerblue cornsilk crimson cyan darkblue darkcyan darkgoldenrod darkgray
  darkgreen darkgrey darkkhaki darkmagenta darkolivegreen darkorange darkorchid darkred darksalmon darkseagreen darkslateblue
  darkslategray darkslategrey darkturquoise darkviolet deeppink deepskyblue dimgray dimgrey dodgerblue firebrick floralwhite forestgreen
  fuchsia gainsboro ghostwhite gold goldenrod gray green greenyellow grey honeydew hotpink indianred indigo ivory khaki
  lavender lavenderblush lawngreen lemonchiffon lightblue lightcoral lightcyan lightgoldenrodyellow lightgray lightgreen lightgrey
  lightpink lightsalmon lightseagreen lightskyblue lightslategray lightslategrey lightsteelblue lightyellow lime limegreen linen
  magenta maroon mediumaquamarine mediumblue mediumorchid mediumpurple mediumseagreen mediumslateblue mediumspringgreen
  mediumturquoise mediumvioletred midnightblue mintcream mistyrose moccasin navajowhite navy oldlace olive olivedrab
  orange orangered orchid palegoldenrod palegreen paleturquoise palevioletred papayawhip peachpuff peru pink plum
  powderblue purple rebeccapurple red rosybrown royalblue saddlebrown salmon sandybrown seagreen seashell sienna silver
  skyblue slateblue slategray slategrey snow springgreen steelblue tan teal thistle tomato transparent turquoise violet wheat
  white whitesmoke yellow yellowgreen`.split(/\s+/),
);
const colourForm = /^(#([a-f\d]{3,4}|[a-f\d]{6}|[a-f\d]{8})|(rgb|hsl)a?\([\d.%,\s/]+\)|var\(--[^)]+\))$/i;

/** A colour of HTML. */
export function colour(initial: string): Trait<string> {
  return {
    sync: true,
    initial: () => initial,
    accept(given) {
      if (typeof given === "string" && (colourNames.has(given.toLowerCase()) || colourForm.test(given))) return given;
      throw new Refusal("a colour such as blue, #060482 or rgb(6, 4, 130)");
    },
  };
}

export class DescriptionStyle extends define(
  Widget,
  { ...controls, model: "DescriptionStyleModel", view: "StyleView" },
  { descriptionWidth: text("") },
) {}

const font = { fontFamily: css(), fontStyle: css(), fontVariant: css(), fontWeight: css(), textDecoration: css() };

export class SliderStyle extends define(
  DescriptionStyle,
  { model: "SliderStyleModel" },
  { handleColor: orNull(colour("")) },
) {}

export class ProgressStyle extends define(
  DescriptionStyle,
  { model: "ProgressStyleModel" },
  { barColor: orNull(colour("")) },
) {}

export class CheckboxStyle extends define(DescriptionStyle, { model: "CheckboxStyleModel" }, { background: css() }) {}

export class ToggleButtonStyle extends define(
  DescriptionStyle,
  { model: "ToggleButtonStyleModel" },
  { ...font, fontSize: css(), textColor: orNull(colour("")) },
) {}

export class ToggleButtonsStyle extends define(
  DescriptionStyle,
  { model: "ToggleButtonsStyleModel" },
  { buttonWidth: text(""), fontWeight: text("") },
) {}

export const buttonStyles = ["primary", "success", "info", "warning", "danger", ""] as const;

export class ButtonStyle extends define(
  Widget,
  { ...controls, model: "ButtonStyleModel", view: "StyleView" },
  { ...font, buttonColor: orNull(colour("")), fontSize: css(), textColor: css() },
) {}

class StringStyle extends define(
  DescriptionStyle,
  { model: "StringStyleModel" },
  { background: css(), fontSize: css(), textColor: orNull(colour("")) },
) {}

export class LabelStyle extends define(StringStyle, { model: "LabelStyleModel" }, font) {}
export class TextStyle extends define(StringStyle, { model: "TextStyleModel" }, {}) {}
export class HTMLStyle extends define(StringStyle, { model: "HTMLStyleModel" }, {}) {}
export class HTMLMathStyle extends define(StringStyle, { model: "HTMLMathStyleModel" }, {}) {}
