import Support

/// Modules are imported in setup cells, and only those that result cells may call.
enum ForbiddenImport {
  static let id = "forbidden-import"

  static func diagnose(_ reading: CellReading) -> [Diagnostic] {
    reading.imports.compactMap { declaration in
      guard reading.cell.kind == .setup else { return outsideSetup(declaration) }
      let allowed = reading.declarations.modules + ModuleImport.standard
      return allowed.contains(declaration.module) ? nil : unknownModule(declaration, allowed: allowed)
    }
  }

  private static func outsideSetup(_ declaration: ModuleImport) -> Diagnostic {
    let standard = ModuleImport.standard.contains(declaration.module)
    return Diagnostic(
      id: id, message: "`\(declaration.module)` is imported outside a setup cell", at: declaration.location,
      fix: standard || ModuleImport.presentation.contains(declaration.module)
        ? "remove the import, the module is there already"
        : "move `import \(declaration.module)` to the chapter's `{.swift .setup}` cell")
  }

  private static func unknownModule(_ declaration: ModuleImport, allowed: [String]) -> Diagnostic {
    if ModuleImport.presentation.contains(declaration.module) {
      return Diagnostic(
        id: id, message: "a setup cell cannot import \(declaration.module)", at: declaration.location,
        notes: [Diagnostic.Note("figures have it already, and results must not depend on it")],
        fix: "remove the import")
    }
    return Diagnostic(
      id: id, message: "a chapter cannot import `\(declaration.module)`", at: declaration.location,
      notes: [Diagnostic.Note("it can import \(allowed.sorted().joined(separator: ", "))")],
      fix: NearestName.of(declaration.module, among: allowed).map { "did you mean `\($0)`?" })
  }
}
