import Plotting
import Testing

@Suite struct TypesetterTests {
  @Test func findsTheFonts() throws {
    _ = try Typesetter()
  }

  @Test(arguments: ["No Such Family", "monospace", "DejaVu Sans"]) func refusesOtherFonts(family: String) {
    #expect(throws: PlotError.missingFont(family: family)) { try Typesetter(family: family) }
  }

  @Test func namesACharacterThatTheFontsLack() {
    let figure = Figure(Plot("snow \u{1F600}") { Points(x: [1], y: [1]) })
    #expect(throws: PlotError.missingGlyph("\u{1F600}", label: "snow \u{1F600}")) {
      try figure.png(appearance: .light, recipe: "")
    }
  }

  @Test func setsEveryCommand() throws {
    let commands = [
      "alpha", "beta", "gamma", "delta", "epsilon", "varepsilon", "zeta", "eta", "theta", "vartheta", "iota",
      "kappa",
      "lambda", "mu", "nu", "xi", "pi", "rho", "sigma", "tau", "upsilon", "phi", "varphi", "chi", "psi",
      "omega",
      "Gamma", "Delta", "Theta", "Lambda", "Xi", "Pi", "Sigma", "Upsilon", "Phi", "Psi", "Omega", "infty",
      "ell",
      "partial", "nabla", "forall", "exists", "emptyset", "prime", "circ", "top", "bot", "star", "ldots",
      "dots",
      "cdots", "|", "%", "#", "&", "_", "Re", "Im", "degree", "le", "leq", "ge", "geq", "ne", "neq", "approx",
      "sim",
      "simeq", "equiv", "propto", "to", "rightarrow", "leftarrow", "mapsto", "in", "notin", "subset",
      "subseteq",
      "ll", "gg", "mid", "preceq", "succeq", "Rightarrow", "iff", "perp", "times", "cdot", "pm", "mp", "div",
      "ast",
      "cap", "cup", "setminus", "wedge", "vee", "oplus", "otimes", "odot", "sum", "prod", "int", "log", "max",
      "{", "}", "langle", "rangle", "lceil", "rceil", "lfloor", "rfloor", "lVert", "rVert", "lvert", "rvert",
      "hat x", "bar x", "tilde x", "dot x", "mathbb{R}", "mathbb{A}", "mathcal{L}", "mathcal{A}", "mathbf{W}",
      "left( x \\right)", "operatorname{diag}(x)", "mathit{abc}", "sqrt{x_i}", "frac{a}{b}",
    ]
    for command in commands {
      let figure = Figure(Plot("$\\\(command)$") { Points(x: [1], y: [1]) }.size(width: 120, height: 100))
      #expect(throws: Never.self, "\(command)") { try figure.png(appearance: .light, recipe: "") }
    }
  }
}
