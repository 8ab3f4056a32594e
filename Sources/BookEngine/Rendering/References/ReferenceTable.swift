import Diagnostics
import Foundation

/// Everything in the book that can be referred to, by id.
struct ReferenceTable: Sendable {
  private var targets: [String: Target] = [:]
  private var pages: [String: Target] = [:]
  private(set) var diagnostics: [Diagnostic] = []

  init(_ chapters: [ScannedChapter]) {
    for target in chapters.flatMap(\.targets) {
      if target.kind == .chapter {
        pages[target.id] = target
      } else if let first = targets[target.id] {
        // Headings without an id of their own may repeat from chapter to chapter.
        if target.kind == .section, !target.id.hasPrefix("sec-") { continue }
        diagnostics.append(
          Diagnostic(
            id: "duplicate-id", message: "`\(target.id)` is already the id of another target",
            at: target.location, notes: [.init("the first one is here", at: first.location)]))
      } else {
        targets[target.id] = target
      }
    }
  }

  /// - Parameter page: the page of the reference, whose own headings come first.
  func target(of use: ReferenceUse) -> Target? {
    if let extent = use.id.range(of: ".md") {
      let chapter = String(use.id[..<extent.lowerBound].split(separator: "/").last ?? "")
      let fragment = use.id[extent.upperBound...].drop { $0 == "#" }
      guard let page = pages[chapter] else { return nil }
      guard !fragment.isEmpty else { return page }
      return targets[String(fragment)].flatMap { $0.page == page.page ? $0 : nil }
    }
    if let target = targets[use.id] { return target }
    return use.id.hasPrefix("claim-") ? targets[String(use.id.dropFirst("claim-".count))] : nil
  }

  /// One error for each reference without a target.
  func unresolved(in chapters: [ScannedChapter]) -> [Diagnostic] {
    chapters.flatMap(\.references).filter { target(of: $0) == nil }.map { use in
      Diagnostic(
        id: "unknown-reference", message: "nothing in the book has the id `\(use.id)`", at: use.location,
        fix: suggestion(for: use.id).map { "Did you mean `\($0)`?" })
    }
  }

  private func suggestion(for id: String) -> String? {
    NearestName.of(id, among: targets.keys.sorted())
  }
}

extension ScannedChapter {
  var references: [ReferenceUse] {
    placeholders.compactMap { placeholder in
      switch placeholder {
      case .reference(let use), .destination(let use): use
      default: nil
      }
    }
  }

  var formulas: [PlacedFormula] {
    placeholders.compactMap { if case .formula(let formula) = $0 { formula } else { nil } }
  }
}
