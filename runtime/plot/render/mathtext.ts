/** Mathtext: the part of TeX that labels use, laid out as matplotlib does with DejaVu Sans. */

import { commands, functions, relations, spaces } from "./symbols.ts";
import { cssFont, type Extent, measureRun, type TextStyle } from "./text.ts";

export interface MathPiece {
  readonly text: string;
  readonly font: string;
  readonly x: number;
  readonly y: number;
}

export interface MathRule {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

interface Node extends Extent {
  readonly pieces: readonly MathPiece[];
  readonly rules: readonly MathRule[];
  /** Whether it is a slanted letter: what is written above it moves right. */
  readonly isSlanted?: boolean;
}

/** How letters are set where no command says otherwise. */
type Face = "it" | "rm" | "bf" | "tt" | "cal" | "bb";

const faces: Readonly<Record<string, Face>> = {
  mathrm: "rm",
  mathdefault: "rm",
  mathregular: "rm",
  text: "rm",
  operatorname: "rm",
  textrm: "rm",
  mathit: "it",
  mathnormal: "it",
  textit: "it",
  mathbf: "bf",
  textbf: "bf",
  boldsymbol: "bf",
  mathtt: "tt",
  texttt: "tt",
  mathcal: "cal",
  mathbb: "bb",
};

const accents: Readonly<Record<string, string>> = {
  hat: "\u02c6",
  widehat: "\u02c6",
  tilde: "\u02dc",
  widetilde: "\u02dc",
  dot: "\u02d9",
  ddot: "\u00a8",
  vec: "\u2192",
  acute: "\u00b4",
  grave: "`",
  check: "\u02c7",
  breve: "\u02d8",
};

/** Letters of \\mathcal and \\mathbb that have a sign of their own. */
const calligraphic: Readonly<Record<string, string>> = {
  B: "ℬ",
  E: "ℰ",
  F: "ℱ",
  H: "ℋ",
  I: "ℐ",
  L: "ℒ",
  M: "ℳ",
  R: "ℛ",
};
const blackboard: Readonly<Record<string, string>> = { C: "ℂ", H: "ℍ", N: "ℕ", P: "ℙ", Q: "ℚ", R: "ℝ", Z: "ℤ", E: "𝔼" };

const scriptShare = 0.7;
const smallestShare = 0.49;
/** Matplotlib's constants of DejaVu Sans, in heights of an x: how scripts move, and the gap behind them. */
const [up, down, downWithUp, drop, scriptSpace] = [0.7, 0.3, 0.5, 0.4, 0.05];
const xHeight = 0.547;
/** Around +, =, and behind commas, in font sizes. */
const operatorSpace = 0.2;
const ruleThickness = 0.0625;

const empty: Node = { width: 0, ascent: 0, descent: 0, pieces: [], rules: [] };

function shifted(node: Node, x: number, y: number): Node {
  return {
    width: node.width,
    ascent: node.ascent + y,
    descent: node.descent - y,
    pieces: node.pieces.map((piece) => ({ ...piece, x: piece.x + x, y: piece.y + y })),
    rules: node.rules.map((rule) => ({ ...rule, x: rule.x + x, y: rule.y + y })),
  };
}

/** Side by side. */
function row(nodes: readonly Node[]): Node {
  let width = 0;
  const moved = nodes.map((node) => {
    const at = shifted(node, width, 0);
    width += node.width;
    return at;
  });
  return { ...stacked(moved), width };
}

/** All at the places they have. */
function stacked(nodes: readonly Node[]): Node {
  return {
    width: Math.max(0, ...nodes.map((node) => node.width)),
    ascent: Math.max(0, ...nodes.map((node) => node.ascent)),
    descent: Math.max(0, ...nodes.map((node) => node.descent)),
    pieces: nodes.flatMap((node) => node.pieces),
    rules: nodes.flatMap((node) => node.rules),
  };
}

class Parser {
  readonly #source: string;
  readonly #style: Partial<TextStyle>;
  readonly #base: number;
  #at = 0;

  constructor(source: string, size: number, style: Partial<TextStyle>) {
    this.#source = source;
    this.#base = size;
    this.#style = style;
  }

  /** Until `end`, or until the text ends. */
  list(end: string | undefined, size: number, face: Face): Node {
    const nodes: Node[] = [];
    let isAfterOperand = false;
    while (this.#at < this.#source.length) {
      if (end !== undefined && this.#source.startsWith(end, this.#at)) {
        this.#at += end.length;
        return row(nodes);
      }
      const start = this.#at;
      const nucleus = this.#atom(size, face);
      const name = this.#source.slice(start, this.#at).trim();
      const scripted = this.#scripts(nucleus, size, face);
      const isOperator = /^[-+*=<>]$/.test(name) || relations.has(name.replace(/^\\/, ""));
      if (isOperator && (isAfterOperand || !/^[-+*]$/.test(name))) {
        const gap = { ...empty, width: operatorSpace * size };
        nodes.push(gap, scripted, gap);
      } else nodes.push(scripted);
      if (/^[,;]$/.test(name)) nodes.push({ ...empty, width: operatorSpace * size });
      if (name !== "") isAfterOperand = !isOperator && !/^[([{,]$/.test(name);
    }
    if (end !== undefined && end !== "$") throw new RangeError(`mathtext: '${this.#source}' lacks a closing ${end}`);
    return row(nodes);
  }

  #glyph(text: string, size: number, face: Face): Node {
    const sign = face === "cal" ? calligraphic[text] : face === "bb" ? blackboard[text] : undefined;
    if (sign !== undefined) return this.#glyph(sign, size, "rm");
    const weight = face === "bf" ? "bold" : this.#style.weight;
    const isSlanted = face === "it" && /[\p{L}]/u.test(text) && !/[\u0391-\u03a9]/.test(text);
    const family = face === "tt" ? "monospace" : face === "cal" ? "serif" : this.#style.family;
    const font = cssFont(size, { weight, italic: isSlanted || face === "cal", family });
    const extent = measureRun(text, font);
    return { ...extent, pieces: [{ text, font, x: 0, y: 0 }], rules: [], isSlanted };
  }

  #skipSpace(): void {
    while (this.#source[this.#at] === " ") this.#at++;
  }

  /** A group in braces, or one atom. */
  #argument(size: number, face: Face): Node {
    this.#skipSpace();
    return this.#at < this.#source.length ? this.#atom(size, face) : empty;
  }

  #atom(size: number, face: Face): Node {
    const character = String.fromCodePoint(this.#source.codePointAt(this.#at) ?? 32);
    this.#at += character.length;
    if (character === " ") return empty;
    if (character === "{") return this.list("}", size, face);
    if (character === "~") return { ...empty, width: 0.33 * size };
    if (character === "^" || character === "_") {
      this.#at -= 1;
      return empty;
    }
    if (character === "-") return this.#glyph("−", size, face);
    if (character === "*") return this.#glyph("∗", size, face);
    if (character === "'") return this.#glyph("′", size, face);
    if (character === "\\") return this.#command(size, face);
    return this.#glyph(character, size, face);
  }

  #command(size: number, face: Face): Node {
    const name = /^(?:[A-Za-z]+|.)/u.exec(this.#source.slice(this.#at))?.[0] ?? "";
    this.#at += name.length;
    if (Object.hasOwn(spaces, name)) return { ...empty, width: spaces[name] * size };
    if (Object.hasOwn(commands, name)) {
      const symbol = commands[name];
      const isBig = name === "sum" || name === "prod" || name === "int";
      return this.#glyph(
        symbol,
        isBig ? size * 1.2 : size,
        /[\u03b1-\u03c9]/.test(symbol) && face === "it" ? "it" : face === "it" ? "rm" : face,
      );
    }
    if (functions.has(name)) return row([this.#glyph(name, size, "rm"), { ...empty, width: 0.1 * size }]);
    if (Object.hasOwn(faces, name)) {
      this.#skipSpace();
      if (/^text|operatorname/.test(name)) return this.#words(size, faces[name]);
      return this.#argument(size, faces[name]);
    }
    if (name === "rm" || name === "it" || name === "bf" || name === "tt" || name === "cal")
      return this.list("}", size, name);
    if (name === "frac" || name === "dfrac" || name === "tfrac" || name === "binom")
      return this.#fraction(size, face, name);
    if (name === "sqrt") return this.#root(size, face);
    if (name === "overline" || name === "bar" || name === "underline") return this.#lined(size, face, name);
    if (Object.hasOwn(accents, name)) return this.#accented(size, face, accents[name]);
    if (name === "left" || name === "right" || name === "big" || name === "Big") return this.#delimiter(size);
    throw new RangeError(`mathtext: unknown command \\${name} in '${this.#source}'`);
  }

  #words(size: number, face: Face): Node {
    if (this.#source[this.#at] !== "{") return this.#argument(size, face);
    const end = this.#source.indexOf("}", this.#at);
    const words = this.#source.slice(this.#at + 1, end < 0 ? undefined : end);
    this.#at = end < 0 ? this.#source.length : end + 1;
    return words === "" ? empty : this.#glyph(words, size, face);
  }

  #delimiter(size: number): Node {
    this.#skipSpace();
    if (this.#source[this.#at] === ".") {
      this.#at++;
      return empty;
    }
    return this.#atom(size, "rm");
  }

  #scripts(nucleus: Node, size: number, face: Face): Node {
    let above: Node | undefined;
    let below: Node | undefined;
    const small = Math.max(size * scriptShare, this.#base * smallestShare);
    for (;;) {
      const rest = /^\s*([\^_])/.exec(this.#source.slice(this.#at));
      if (rest === null) break;
      this.#at += rest[0].length;
      const script = this.#argument(small, face);
      if (rest[1] === "^") above = above === undefined ? script : row([above, script]);
      else below = below === undefined ? script : row([below, script]);
    }
    if (above === undefined && below === undefined) return nucleus;
    const x = xHeight * size;
    const start = nucleus.width + (nucleus.isSlanted === true ? 0.05 * x : 0);
    const isTall = nucleus.ascent > 1.5 * x && nucleus.pieces.length > 1;
    const rise = Math.max(up * x, isTall ? nucleus.ascent - drop * x : 0);
    const fall = above === undefined ? Math.max(down * x, 0) : Math.max(downWithUp * x, 0);
    const parts = [nucleus];
    if (above !== undefined) parts.push(shifted(above, start + (nucleus.isSlanted === true ? 0.1 * x : 0), rise));
    if (below !== undefined) parts.push(shifted(below, nucleus.width, -fall));
    const script = Math.max(above?.width ?? 0, below?.width ?? 0);
    return { ...stacked(parts), width: start + script + scriptSpace * size };
  }

  #fraction(size: number, face: Face, name: string): Node {
    const small = name === "dfrac" ? size : Math.max(size * scriptShare, this.#base * smallestShare);
    const [top, bottom] = [this.#argument(small, face), this.#argument(small, face)];
    const thickness = ruleThickness * size;
    const width = Math.max(top.width, bottom.width) + 2 * thickness;
    const axis = 0.31 * size;
    const rule = { x: thickness, y: axis - thickness / 2, width, height: name === "binom" ? 0 : thickness };
    const body = stacked([
      shifted(top, thickness + (width - top.width) / 2, axis + 2 * thickness + top.descent),
      shifted(bottom, thickness + (width - bottom.width) / 2, axis - 2 * thickness - bottom.ascent),
      { ...empty, rules: [rule] },
    ]);
    const framed = { ...body, width: width + 2 * thickness };
    if (name !== "binom") return framed;
    return row([this.#glyph("(", size * 1.4, "rm"), framed, this.#glyph(")", size * 1.4, "rm")]);
  }

  #root(size: number, face: Face): Node {
    let degree: Node | undefined;
    if (this.#source[this.#at] === "[") {
      this.#at++;
      degree = this.list("]", size * 0.5, face);
    }
    const body = this.#argument(size, face);
    const thickness = ruleThickness * size;
    const height = body.ascent + 3 * thickness;
    const sign = this.#glyph("√", size * Math.max(1, (height + body.descent) / (0.9 * size)), "rm");
    const raised = shifted(sign, 0, height + thickness - sign.ascent);
    const rule = { x: sign.width, y: height, width: body.width + thickness, height: thickness };
    const before = degree === undefined ? 0 : Math.max(0, degree.width - 0.3 * size);
    const root = stacked([
      raised,
      shifted(body, sign.width, 0),
      { ...empty, ascent: height + thickness, rules: [rule] },
    ]);
    const whole = { ...root, width: sign.width + body.width + thickness };
    if (degree === undefined) return whole;
    return { ...stacked([shifted(degree, 0, height * 0.5), shifted(whole, before, 0)]), width: before + whole.width };
  }

  #lined(size: number, face: Face, name: string): Node {
    const body = this.#argument(size, face);
    const thickness = ruleThickness * size;
    const y = name === "underline" ? -body.descent - 3 * thickness : body.ascent + 2 * thickness;
    const extent = name === "underline" ? { descent: -y } : { ascent: y + thickness };
    return {
      ...stacked([body, { ...empty, ...extent, rules: [{ x: 0, y, width: body.width, height: thickness }] }]),
      width: body.width,
    };
  }

  #accented(size: number, face: Face, mark: string): Node {
    const body = this.#argument(size, face);
    const accent = this.#glyph(mark, mark === "\u2192" ? size * 0.6 : size, "rm");
    const lift = mark === "\u2192" ? body.ascent : body.ascent - xHeight * size;
    const right = (body.width - accent.width) / 2 + (body.isSlanted === true ? 0.06 * size : 0);
    return { ...stacked([body, shifted(accent, right, lift)]), width: body.width };
  }
}

/** A line with formulas between dollar signs. @throws RangeError naming an unknown command. */
export function layOutMath(line: string, size: number, style: Partial<TextStyle>): Node {
  const nodes = line.split(/(?<!\\)\$/).map((part, i): Node => {
    if (part === "") return empty;
    if (i % 2 === 1) return new Parser(part, size, style).list(undefined, size, "it");
    const text = part.replaceAll("\\$", "$");
    const font = cssFont(size, style);
    return { ...measureRun(text, font), pieces: [{ text, font, x: 0, y: 0 }], rules: [] };
  });
  return row(nodes);
}
