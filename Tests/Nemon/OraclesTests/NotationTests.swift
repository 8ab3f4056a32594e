import Foundation
import Oracles
import Testing

/// The chapter on notation has every symbol of the book's formulas, each once. Oracle: the chapters' formulas.
@Suite struct NotationTests {
  /// Indices, a real number, and what one proof names for itself.
  static let unlisted: Set<String> = ["i", "j", "k", "a", "F"]

  private static let greek: Set<String> = [
    "alpha", "beta", "gamma", "delta", "epsilon", "varepsilon", "zeta", "eta", "theta", "iota", "kappa",
    "lambda", "mu",
    "nu", "xi", "pi", "rho", "varrho", "sigma", "tau", "upsilon", "phi", "varphi", "chi", "psi", "omega",
    "ell", "Gamma",
    "Delta", "Theta", "Lambda", "Xi", "Pi", "Sigma", "Phi", "Psi", "Omega",
  ]

  /// The letters of a formula: Latin, Greek, and those of another face by themselves.
  static func symbols(of tex: String) -> Set<String> {
    var rest = tex.replacing(/\\(?:operatorname|text|mathrm|begin|end|mathbb)\{[^}]*\}/, with: "")
    for constant in ["\\mathsf{T}", "\\mathbf{1}"] { rest = rest.replacing(constant, with: "") }
    var symbols = Set(rest.matches(of: /\\math(?:sf|cal)\{[A-Z]\}/).map { String($0.0) })
    rest = rest.replacing(/\\math(?:sf|cal)\{[A-Z]\}/, with: "")
    symbols.formUnion(
      rest.matches(of: /\\([A-Za-z]+)/).map { String($0.1) }.filter(greek.contains).map { "\\" + $0 })
    rest = rest.replacing(/\\[A-Za-z]+/, with: "")
    return symbols.union(rest.matches(of: /[A-Za-z]/).map { String($0.0) })
  }

  /// The formulas of a chapter's prose, without its cells.
  static func formulas(of chapter: String) -> [String] {
    var isCode = false
    let prose = chapter.split(separator: "\n", omittingEmptySubsequences: false).filter { line in
      if line.hasPrefix("```") { isCode.toggle() }
      return !isCode && !line.hasPrefix("```")
    }.joined(separator: "\n").replacing(/`[^`]*`/, with: "")
    return prose.matches(of: /\$\$([\s\S]*?)\$\$|\$([^$]+)\$/).map { String($0.1 ?? $0.2 ?? "") }
  }

  private static func rows() throws -> [(symbol: String, meaning: String)] {
    let chapter = try ProjectFiles.text("chapters/16-notation.md")
    let table = try #require(chapter.range(of: "## Definitions")).lowerBound
    return chapter[..<table].split(separator: "\n").filter { $0.hasPrefix("| $") }.map { row in
      let cells = row.split(separator: "|").map { $0.trimmingCharacters(in: .whitespaces) }
      return (cells[0], cells[1])
    }
  }

  @Test func everySymbolIsListed() throws {
    let listed = try Self.rows().flatMap { Self.formulas(of: $0.symbol + " " + $0.meaning) }.map(Self.symbols)
      .reduce(into: Self.unlisted) { $0.formUnion($1) }
    for name in try ProjectFiles.names(in: "chapters") where name.hasSuffix(".md") {
      let used = try Self.formulas(of: ProjectFiles.text("chapters/" + name)).map(Self.symbols)
        .reduce(into: Set<String>()) { $0.formUnion($1) }
      #expect(used.subtracting(listed).sorted() == [], "\(name)")
    }
  }

  @Test func noSymbolIsListedTwice() throws {
    let symbols = try Self.rows().map(\.symbol)
    #expect(symbols.count > 40)
    #expect(Set(symbols).count == symbols.count)
  }

  @Test func lettersAreFoundInFormulas() {
    #expect(
      Self.symbols(of: "\\mathsf{N}(x) = \\operatorname{diag}(\\eta) + A^{\\mathsf{T}}") == [
        "\\mathsf{N}", "x", "\\eta", "A",
      ])
    #expect(
      Self.formulas(of: "a $x$ `$0`{.swift}\n``` {.swift}\nlet y = \"$z$\"\n```\n$$ u $$") == ["x", " u "])
  }
}
