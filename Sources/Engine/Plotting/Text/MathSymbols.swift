/// What the commands of labels stand for.
enum MathSymbols {
  static func node(for command: String) -> MathNode? {
    if let letter = lowercaseGreek[command] { return .symbol(letter, .ordinary, .italic) }
    if let letter = uppercaseGreek[command] { return .symbol(letter, .ordinary, .regular) }
    if let letter = otherOrdinary[command] { return .symbol(letter, .ordinary, .regular) }
    if let sign = relations[command] { return .symbol(sign, .relation, .regular) }
    if let sign = binaries[command] { return .symbol(sign, .binary, .regular) }
    if let sign = largeOperators[command] { return .symbol(sign, .largeOperator, .regular) }
    if let width = spaces[command] { return .space(width) }
    if let sign = openings[command] { return .symbol(sign, .opening, .regular) }
    if let sign = closings[command] { return .symbol(sign, .closing, .regular) }
    if functions.contains(command) { return .symbol(command, .largeOperator, .regular) }
    return nil
  }

  /// A character of a formula by itself.
  static func node(for character: Character) -> MathNode {
    let text = String(character)
    switch character {
    case "-": return .symbol("\u{2212}", .binary, .regular)
    case "*": return .symbol("\u{2217}", .binary, .regular)
    case "+", "±", "×", "·", "−": return .symbol(text, .binary, .regular)
    case "=", "<", ">", ":", "≤", "≥", "≈": return .symbol(text, .relation, .regular)
    case "(", "[": return .symbol(text, .opening, .regular)
    case ")", "]", "!": return .symbol(text, .closing, .regular)
    case ",", ";": return .symbol(text, .punctuation, .regular)
    case _ where character.isLetter && character.isASCII: return .symbol(text, .ordinary, .italic)
    case "α"..."ω": return .symbol(text, .ordinary, .italic)
    default: return .symbol(text, .ordinary, .regular)
    }
  }

  static let accents = [
    "hat": "\u{02C6}", "bar": "\u{00AF}", "tilde": "\u{02DC}", "dot": "\u{02D9}",
  ]

  private static let lowercaseGreek = [
    "alpha": "α", "beta": "β", "gamma": "γ", "delta": "δ", "epsilon": "ϵ", "varepsilon": "ε", "zeta": "ζ",
    "eta": "η", "theta": "θ", "vartheta": "ϑ", "iota": "ι", "kappa": "κ", "lambda": "λ", "mu": "μ", "nu": "ν",
    "xi": "ξ", "pi": "π", "rho": "ρ", "sigma": "σ", "tau": "τ", "upsilon": "υ", "phi": "ϕ", "varphi": "φ",
    "chi": "χ", "psi": "ψ", "omega": "ω",
  ]

  private static let uppercaseGreek = [
    "Gamma": "Γ", "Delta": "Δ", "Theta": "Θ", "Lambda": "Λ", "Xi": "Ξ", "Pi": "Π", "Sigma": "Σ",
    "Upsilon": "Υ",
    "Phi": "Φ", "Psi": "Ψ", "Omega": "Ω",
  ]

  private static let otherOrdinary = [
    "infty": "∞", "ell": "ℓ", "partial": "∂", "nabla": "∇", "forall": "∀", "exists": "∃", "emptyset": "∅",
    "prime": "′", "circ": "∘", "top": "⊤", "bot": "⊥", "star": "⋆", "ldots": "…", "dots": "…", "cdots": "⋯",
    "|": "‖", "%": "%", "$": "$", "#": "#", "&": "&", "_": "_", "Re": "ℜ", "Im": "ℑ", "degree": "°",
  ]

  private static let relations = [
    "le": "≤", "leq": "≤", "ge": "≥", "geq": "≥", "ne": "≠", "neq": "≠", "approx": "≈", "sim": "∼",
    "simeq": "≃",
    "equiv": "≡", "propto": "∝", "to": "→", "rightarrow": "→", "leftarrow": "←", "mapsto": "↦", "in": "∈",
    "notin": "∉", "subset": "⊂", "subseteq": "⊆", "ll": "≪", "gg": "≫", "mid": "∣", "preceq": "⪯",
    "succeq": "⪰",
    "Rightarrow": "⇒", "iff": "⇔", "perp": "⊥",
  ]

  private static let binaries = [
    "times": "×", "cdot": "·", "pm": "±", "mp": "∓", "div": "÷", "ast": "∗", "cap": "∩", "cup": "∪",
    "setminus": "∖", "wedge": "∧", "vee": "∨", "oplus": "⊕", "otimes": "⊗", "odot": "⊙",
  ]

  private static let largeOperators = ["sum": "∑", "prod": "∏", "int": "∫"]

  private static let functions: Set<String> = [
    "log", "ln", "exp", "sin", "cos", "tan", "tanh", "max", "min", "sup", "inf", "arg", "det", "dim", "lim",
    "diag",
    "sign", "spec",
  ]

  private static let spaces = [
    ",": 3.0 / 18, ":": 4.0 / 18, ";": 5.0 / 18, "!": -3.0 / 18, " ": 0.25, "quad": 1, "qquad": 2,
  ]

  private static let openings = [
    "{": "{", "langle": "⟨", "lceil": "⌈", "lfloor": "⌊", "lVert": "‖", "lvert": "|",
  ]
  private static let closings = [
    "}": "}", "rangle": "⟩", "rceil": "⌉", "rfloor": "⌋", "rVert": "‖", "rvert": "|",
  ]
}
