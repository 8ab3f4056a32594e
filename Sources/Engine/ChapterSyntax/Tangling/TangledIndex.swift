/// The Swift file that joins the chapters to a `CompiledBook`.
package struct TangledIndex: Sendable {
  /// The whole contents of the file.
  package var text: String

  /// A module that cells may call.
  package struct Module: Sendable {
    /// As in `import`.
    package var name: String
    /// The modules that it depends on directly.
    package var dependencies: [String]
    /// Paths below the project's root, and digests of tokens.
    package var sources: [(path: String, digest: String)]

    /// Names of targets may hold a dash.
    fileprivate var identifier: String { String(name.map { $0.isLetter || $0.isNumber ? $0 : "_" }) }

    package init(
      name: String, dependencies: [String] = [], sources: [(path: String, digest: String)] = []
    ) {
      self.name = name
      self.dependencies = dependencies
      self.sources = sources
    }
  }

  /// The file for all chapters of a plan, in the plan's order.
  package init(
    of plan: BookPlan, modules: [Module], compiler: String?,
    declarations: BookDeclarations = BookDeclarations()
  ) {
    var lines = [
      "// Generated from the chapters when the package is built.",
      "import CellKit",
      "",
      "/// The chapters as they were compiled.",
      "public enum Chapters {",
      "  public static let book = tangledBook",
      "  public static let dataSets: [String] = \(SwiftLiteral.array(declarations.dataSets))",
      "  public static let modules: [String] = \(SwiftLiteral.array(declarations.modules))",
      "  public static let recordModules: [String] = \(SwiftLiteral.array(declarations.recordModules))",
      "}",
      "",
      "/// Found by the program's linker, not by an import, after which every edit of a result would compile the program again.",
      "@_silgen_name(\"\(TangledProgram.chaptersSymbol)\")",
      "public func compiledChapters() -> \(TangledProgram.chaptersType) {",
      "  (Chapters.book, Chapters.dataSets, Chapters.modules, Chapters.recordModules)",
      "}",
      "",
      "private let tangledBook = CompiledBook(",
      "  chapters: [",
    ]
    for chapter in plan.chapters {
      let results = TangledChapter.listName("results", chapter.name)
      lines.append("    CompiledChapter(name: \(SwiftLiteral.string(chapter.name)), cells: \(results)),")
    }
    let modules = modules.sorted { $0.name < $1.name }
    lines += ["  ],", "  modules: ["] + modules.map { "    module_\($0.identifier)," } + ["  ],"]
    lines += [
      "  compiler: compiler)"
    ]
    for module in modules { lines += [""] + Self.lines(module) }
    lines.append("")
    lines += Self.compilerLines(compiler)
    text = lines.joined(separator: "\n") + "\n"
  }

  /// One text a module, because a literal of many values takes the compiler long.
  private static func lines(_ module: Module) -> [String] {
    [
      "private let module_\(module.identifier) = CompiledModule(",
      "  name: \(SwiftLiteral.string(module.name)),",
      "  dependencies: \(SwiftLiteral.array(module.dependencies.sorted())),",
      "  sources: sources(",
      "    \"\"\"",
    ]
      + module.sources.sorted { $0.path < $1.path }.map {
        "    \($0.digest) \(SwiftLiteral.escaped($0.path))"
      } + [
        "    \"\"\"))"
      ]
  }

  private static func compilerLines(_ compiler: String?) -> [String] {
    let sources = [
      "private func sources(_ text: String) -> [CompiledModule.Source] {",
      "  text.split(separator: \"\\n\").map { line in",
      "    CompiledModule.Source(path: String(line.dropFirst(65)), digest: String(line.prefix(64)))",
      "  }",
      "}",
      "",
    ]
    if let compiler { return sources + ["private let compiler = \(SwiftLiteral.string(compiler))"] }
    var lines: [String] = []
    for (major, minors) in [(7, 0...12), (6, 0...12)] {
      for minor in minors.reversed() {
        lines.append("\(lines.isEmpty ? "#if" : "#elseif") compiler(>=\(major).\(minor))")
        lines.append("  private let compiler = \"Swift \(major).\(minor)\"")
      }
    }
    return sources + lines + ["#endif"]
  }
}
