import Foundation
import Support

/// Everything in the book that can be referred to, by id.
struct ReferenceTable: Sendable {
  /// By page and id.
  private var local: [String: Target] = [:]
  /// What no two chapters may have, and what the first one has of what they may.
  private var unique: [String: Target] = [:]
  private var shared: [String: Target] = [:]
  private var pages: [String: Target] = [:]
  private var duplicates: [(first: Target, second: Target)] = []

  init(_ chapters: [OutlinedChapter]) {
    for target in chapters.flatMap(\.outline.targets) {
      guard target.kind != .chapter else {
        pages[target.id] = target
        continue
      }
      // Headings without an id of their own may repeat from chapter to chapter.
      let repeats = target.kind.isLocal && !target.id.hasPrefix("sec-")
      if let first = local[target.href] ?? (repeats ? nil : unique[target.id]) {
        duplicates.append((first, target))
        continue
      }
      local[target.href] = target
      if !repeats {
        unique[target.id] = target
      } else if shared[target.id] == nil {
        shared[target.id] = target
      }
    }
  }

  /// - Parameter page: the page of the reference, whose own ids come first.
  func target(of use: ReferenceUse, on page: String = "") -> Target? {
    if let extent = use.id.range(of: ".md") {
      let chapter = String(use.id[..<extent.lowerBound].split(separator: "/").last ?? "")
      let fragment = use.id[extent.upperBound...].drop { $0 == "#" }
      guard let target = pages[chapter] else { return nil }
      return fragment.isEmpty ? target : local["\(target.page)#\(fragment)"]
    }
    if let target = local["\(page)#\(use.id)"] ?? unique[use.id] ?? shared[use.id] { return target }
    return use.id.hasPrefix("claim-") ? unique[String(use.id.dropFirst("claim-".count))] : nil
  }

  /// The target with an id that the book gave, wherever it is.
  func target(withID id: String) -> Target? { unique[id] ?? shared[id] }

  /// One error for each id that is there twice, and for each reference without a target.
  func problems(in chapters: [OutlinedChapter]) -> [Diagnostic] {
    let unresolved = chapters.flatMap { outlined -> [Diagnostic] in
      let uses = outlined.outline.references.filter { use in
        target(of: use, on: outlined.page).map { !use.isLink && $0.name.isEmpty } ?? true
      }
      guard !uses.isEmpty else { return [] }
      let locator = Locator(outlined)
      return uses.map { use in
        if target(of: use, on: outlined.page) != nil {
          return Diagnostic(
            id: "nameless-reference", message: "`\(use.id)` has neither a number nor a name to be shown",
            at: locator.location(use.place), fix: "Write `[text](#\(use.id))`.")
        }
        return Diagnostic(
          id: "unknown-reference", message: "nothing in the book has the id `\(use.id)`",
          at: locator.location(use.place),
          fix: NearestName.of(use.id, among: local.values.map(\.id).sorted()).map { "Did you mean `\($0)`?" })
      }
    }
    let places = { (target: Target) in
      chapters.first { $0.page == target.page }.map { Locator($0).location(target.place) }
    }
    return unresolved
      + duplicates.compactMap { first, second in
        places(second).map { location in
          Diagnostic(
            id: "duplicate-id", message: "`\(second.id)` is already the id of another target", at: location,
            notes: [.init("the first one is here", at: places(first))])
        }
      }
  }
}
