import ChapterSyntax
import Support
import Testing

/// The diagnostics and plan of a book whose chapters are `01.md`, `02.md` and so on.
func makeBook(_ texts: String...) -> (plan: BookPlan, diagnostics: [Diagnostic]) {
  let chapters = texts.enumerated().map { index, text in
    Chapter(text: text, path: "chapters/0\(index + 1).md")
  }
  return BookPlan.make(chapters: chapters, declarations: .test)
}

extension BookDeclarations {
  static let test = BookDeclarations(
    dataSets: ["cifar10", "mnist"],
    modules: [
      "Attacks", "ImageData", "ImplicitNetworks", "LinearAlgebra", "Plotting", "Records", "Robustness",
      "Training",
    ], recordModules: ["Records"])
}

/// What is wrong with a book of one chapter.
func diagnose(_ text: String) -> [Diagnostic] { makeBook(text).diagnostics }

/// The planned cell `id`.
func planned(_ id: String, in book: (plan: BookPlan, diagnostics: [Diagnostic])) throws -> PlannedCell {
  try #require(book.plan.cells.first { $0.cell.id == id })
}

/// SplitMix64, so that a test draws the same numbers everywhere.
struct SeededGenerator: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}
