import Plotting
import Testing

@Suite struct LabelParserTests {
  static func letter(_ text: String) -> MathNode { .symbol(text, .ordinary, .italic) }
  static func upright(_ text: String) -> MathNode { .symbol(text, .ordinary, .regular) }
  static func relation(_ text: String) -> MathNode { .symbol(text, .relation, .regular) }

  static let table: [(String, [LabelPart])] = [
    ("", []),
    ("iterations (count)", [.text("iterations (count)")]),
    ("costs \\$5", [.text("costs $5")]),
    ("$x$", [.mathematics([letter("x")])]),
    ("a $x$ b", [.text("a "), .mathematics([letter("x")]), .text(" b")]),
    ("$12.5$", [.mathematics([upright("12.5")])]),
    ("$\\kappa$", [.mathematics([letter("κ")])]),
    ("$\\Gamma$", [.mathematics([upright("Γ")])]),
    ("$\\varepsilon\\epsilon$", [.mathematics([letter("ε"), letter("ϵ")])]),
    ("$a \\le b$", [.mathematics([letter("a"), relation("≤"), letter("b")])]),
    ("$x \\in \\mathbb{R}$", [.mathematics([letter("x"), relation("∈"), upright("ℝ")])]),
    ("$-1$", [.mathematics([.symbol("\u{2212}", .binary, .regular), upright("1")])]),
    ("$x_i$", [.mathematics([.scripts(base: [letter("x")], below: [letter("i")], above: [])])]),
    (
      "$x_i^2$",
      [.mathematics([.scripts(base: [letter("x")], below: [letter("i")], above: [upright("2")])])]
    ),
    (
      "$x^2_i$",
      [.mathematics([.scripts(base: [letter("x")], below: [letter("i")], above: [upright("2")])])]
    ),
    (
      "$x_{i_j}$",
      [
        .mathematics([
          .scripts(
            base: [letter("x")],
            below: [.scripts(base: [letter("i")], below: [letter("j")], above: [])], above: [])
        ])
      ]
    ),
    (
      "$10^{-6}$",
      [
        .mathematics([
          .scripts(
            base: [upright("10")], below: [],
            above: [.symbol("\u{2212}", .binary, .regular), upright("6")])
        ])
      ]
    ),
    ("$f'$", [.mathematics([.scripts(base: [letter("f")], below: [], above: [upright("′")])])]),
    ("$\\mathrm{Lip}$", [.mathematics([upright("Lip")])]),
    ("$\\text{as } n$", [.mathematics([upright("as "), letter("n")])]),
    ("$\\|x\\|$", [.mathematics([upright("‖"), letter("x"), upright("‖")])]),
    ("$\\sqrt{n}$", [.mathematics([.root([letter("n")])])]),
    ("$\\frac{1}{n}$", [.mathematics([.fraction([upright("1")], [letter("n")])])]),
    ("$\\hat x$", [.mathematics([.accent("\u{02C6}", [letter("x")])])]),
  ]

  @Test(arguments: table) func parses(label: String, parts: [LabelPart]) throws {
    #expect(try LabelParser.parts(of: label) == parts)
  }

  @Test(arguments: [
    "alpha", "beta", "gamma", "kappa", "lambda", "mu", "eta", "infty", "le", "ge", "times", "cdot", "pm",
    "to",
    "approx", "in", "ell", "nabla", "sum", "log", "quad",
  ]) func knows(command: String) throws {
    #expect(try LabelParser.parts(of: "$\\\(command)$").count == 1)
  }

  static let malformed: [(String, String)] = [
    ("$x", "no closing '$'"), ("$x_$", "a missing argument"), ("$x^{2$", "a '$' out of place"),
    ("$x}$", "a '}' out of place"), ("$x_i_j$", "two subscripts"), ("$x^i^j$", "two superscripts"),
    ("$\\", "a backslash at its end"), ("$\\mathrm$", "a missing argument"),
    ("$\\sqrt$", "a missing argument"),
    ("$\\mathbb{x}$", "no capital letter after \\mathbb"), ("$\\text{a$", "no closing '}'"),
  ]

  @Test(arguments: malformed) func refuses(label: String, reason: String) {
    #expect(throws: PlotError.malformedMathematics(label: label, reason: reason)) {
      try LabelParser.parts(of: label)
    }
  }

  /// Whatever is nested in whatever: as many levels as may be, and any number more, which would exhaust the stack.
  @Test(arguments: ["{", "\\sqrt{", "\\sqrt ", "\\hat", "x^{", "x_\\bar{", "\\frac{", "\\left"])
  func limitsLevels(opening: String) throws {
    let reason = "more than \(LabelParser.mostLevels) levels"
    for count in [LabelParser.mostLevels + 1, 1000, 300_000] {
      let label = "$" + String(repeating: opening, count: count)
      #expect(throws: PlotError.malformedMathematics(label: label, reason: reason)) {
        try LabelParser.parts(of: label)
      }
    }
    let few = LabelParser.mostLevels / 2
    let closing = opening == "\\frac{" ? "}{y}" : opening.hasSuffix("{") ? "}" : ""
    let label =
      "$" + String(repeating: opening, count: few) + "(" + String(repeating: closing, count: few) + "$"
    #expect(try LabelParser.plain(label).contains("("))
  }

  /// Scripts of scripts are no chain without an end either: spaces between them do not count.
  @Test func spacesBetweenScriptsDoNotCount() throws {
    #expect(try LabelParser.parts(of: "$x _1 ^2$") == LabelParser.parts(of: "$x_1^2$"))
    #expect(throws: PlotError.malformedMathematics(label: "$x_1 _2$", reason: "two subscripts")) {
      try LabelParser.parts(of: "$x_1 _2$")
    }
  }

  @Test func aLongLabelIsShortenedInMessages() {
    let error = PlotError.malformedMathematics(
      label: String(repeating: "a", count: 100_000), reason: "an end")
    #expect(error.description.count < 200 && error.description.contains("a…' has an end"))
  }

  @Test func namesAnUnknownCommand() {
    #expect(throws: PlotError.unknownCommand("\\kapa", label: "$\\kapa$")) {
      try LabelParser.parts(of: "$\\kapa$")
    }
  }
}
