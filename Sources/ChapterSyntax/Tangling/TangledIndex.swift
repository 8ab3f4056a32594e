/// The Swift file that joins the chapters to a `CompiledBook`.
public struct TangledIndex: Sendable {
  /// The whole contents of the file.
  public var text: String

  /// The file for all chapters of a plan, in the plan's order.
  /// - Parameters:
  ///   - plan: gives the chapters' names.
  ///   - moduleDigests: the digest of each module's sources, by name; written in order of name.
  ///   - compiler: such as `Swift 6.3.1`; nil lets the file find it as well as it can, to the minor version.
  public init(of plan: BookPlan, moduleDigests: [(name: String, digest: String)], compiler: String?) {
    var lines = [
      "// Generated from the chapters when the package is built.",
      "import CellKit",
      "",
      "/// The book as it was compiled.",
      "let tangledBook = CompiledBook(",
      "  chapters: [",
    ]
    for chapter in plan.chapters {
      let results = TangledChapter.listName("results", chapter.name)
      let presentation = TangledChapter.listName("presentation", chapter.name)
      lines.append("    chapter(\(SwiftLiteral.string(chapter.name)), \(results), \(presentation)),")
    }
    lines.append("  ],")
    lines.append(moduleDigests.isEmpty ? "  moduleDigests: [:]," : "  moduleDigests: [")
    for module in moduleDigests.sorted(by: { $0.name < $1.name }) {
      lines.append("    \(SwiftLiteral.string(module.name)): \(SwiftLiteral.string(module.digest)),")
    }
    if !moduleDigests.isEmpty { lines.append("  ],") }
    lines += [
      "  compiler: compiler)",
      "",
      "private func chapter(_ name: String, _ cells: [CompiledCell]...) -> CompiledChapter {",
      "  CompiledChapter(name: name, cells: cells.flatMap { $0 })",
      "}",
      "",
    ]
    lines += Self.compilerLines(compiler)
    text = lines.joined(separator: "\n") + "\n"
  }

  private static func compilerLines(_ compiler: String?) -> [String] {
    if let compiler { return ["private let compiler = \(SwiftLiteral.string(compiler))"] }
    var lines: [String] = []
    for (major, minors) in [(7, 0...12), (6, 0...12)] {
      for minor in minors.reversed() {
        lines.append("\(lines.isEmpty ? "#if" : "#elseif") compiler(>=\(major).\(minor))")
        lines.append("  private let compiler = \"Swift \(major).\(minor)\"")
      }
    }
    return lines + ["#endif"]
  }
}
