import BookStore
import Digests
import Foundation

/// The book's formulas as HTML.
struct MathLibrary: Sendable {
  private var rendered: [Formula: Markup] = [:]

  subscript(formula: Formula) -> Markup {
    rendered[formula] ?? "<code class=\"tex\">\(formula.tex)</code>"
  }

  mutating func add(_ html: String, for formula: Formula) {
    rendered[formula] = Markup(trusted: html)
  }

  /// Text whose `$...$` are formulas, with apostrophes as printers set them; see ``Markup/init(numbersIn:)`` for the rest.
  func markup(_ text: String) -> Markup {
    MathText(text).pieces.map { piece in
      switch piece {
      case .text(let text): Markup(numbersIn: text.replacing("'", with: "’"))
      case .formula(let formula): self[formula]
      }
    }.joined()
  }

  static func cacheKey(_ formula: Formula, katex version: String) -> String {
    "math-"
      + SHA256.hex(
        "\(RendererVersion.mathematics)\u{1F}\(version)\u{1F}\(formula.isDisplay)\u{1F}\(formula.tex)")
  }

  /// Takes what the cache has.
  /// - Returns: the formulas that it does not have, in a fixed order.
  mutating func load(
    _ formulas: Set<Formula>, katex version: String, from cache: any PageCache
  ) throws -> [Formula] {
    var missing: [Formula] = []
    for formula in formulas where rendered[formula] == nil {
      if let data = try cache.page(Self.cacheKey(formula, katex: version)) {
        add(String(decoding: data, as: UTF8.self), for: formula)
      } else {
        missing.append(formula)
      }
    }
    return missing.sorted { ($0.tex, $0.isDisplay ? 1 : 0) < ($1.tex, $1.isDisplay ? 1 : 0) }
  }
}
