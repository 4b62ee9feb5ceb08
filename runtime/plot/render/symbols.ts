/** TeX's names of symbols. */

const greek =
  "alpha:α beta:β gamma:γ delta:δ epsilon:ϵ varepsilon:ε zeta:ζ eta:η theta:θ vartheta:ϑ iota:ι kappa:κ lambda:λ mu:μ nu:ν xi:ξ omicron:ο " +
  "pi:π varpi:ϖ rho:ρ varrho:ϱ sigma:σ varsigma:ς tau:τ upsilon:υ phi:ϕ varphi:φ chi:χ psi:ψ omega:ω Gamma:Γ Delta:Δ Theta:Θ Lambda:Λ Xi:Ξ " +
  "Pi:Π Sigma:Σ Upsilon:Υ Phi:Φ Psi:Ψ Omega:Ω";
const related =
  "leq:≤ le:≤ geq:≥ ge:≥ neq:≠ ne:≠ approx:≈ equiv:≡ sim:∼ simeq:≃ propto:∝ in:∈ notin:∉ subset:⊂ subseteq:⊆ supset:⊃ to:→ rightarrow:→ " +
  "leftarrow:← leftrightarrow:↔ Rightarrow:⇒ Leftarrow:⇐ mapsto:↦ ll:≪ gg:≫ mid:∣ parallel:∥ perp:⟂ times:× cdot:⋅ pm:± mp:∓ div:÷ ast:∗ " +
  "circ:∘ bullet:∙ oplus:⊕ otimes:⊗ odot:⊙ cup:∪ cap:∩ wedge:∧ vee:∨ setminus:∖ star:⋆";
const plain =
  "infty:∞ partial:∂ nabla:∇ forall:∀ exists:∃ emptyset:∅ sum:∑ prod:∏ int:∫ oint:∮ ldots:… dots:… cdots:⋯ vdots:⋮ degree:° deg:° hbar:ℏ ell:ℓ Re:ℜ " +
  "Im:ℑ aleph:ℵ prime:′ langle:⟨ rangle:⟩ lfloor:⌊ rfloor:⌋ lceil:⌈ rceil:⌉ uparrow:↑ downarrow:↓ backslash:\\ lbrace:{ rbrace:} vert:| Vert:‖ " +
  "neg:¬ angle:∠ triangle:△ square:□ checkmark:✓ dagger:† copyright:© euro:€ pounds:£ AA:Å %:% #:# &:& _:_ {:{ }:} $:$ |:‖";

function table(text: string): [string, string][] {
  return text
    .split(" ")
    .map((entry) => [entry.slice(0, entry.indexOf(":", 1)), entry.slice(entry.indexOf(":", 1) + 1)]);
}

export const commands: Readonly<Record<string, string>> = Object.fromEntries(table(`${greek} ${related} ${plain}`));

/** Commands with room on both sides. */
export const relations: ReadonlySet<string> = new Set(table(related).map(([name]) => name));

/** Names of functions, which stand upright. */
export const functions: ReadonlySet<string> = new Set(
  "arccos arcsin arctan arg cos cosh cot coth csc det dim exp gcd hom inf ker lg lim ln log max min Pr sec sin sinh sup tan tanh argmax argmin".split(
    " ",
  ),
);

/** Widths of spaces in font sizes. */
export const spaces: Readonly<Record<string, number>> = {
  ",": 0.16667,
  thinspace: 0.16667,
  "/": 0.16667,
  ">": 0.22222,
  ":": 0.22222,
  ";": 0.27778,
  " ": 0.33333,
  enspace: 0.5,
  quad: 1,
  qquad: 2,
  "!": -0.16667,
};
