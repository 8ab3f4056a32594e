import Diagnostics

/// Writes cells as Swift functions.
struct CellWriter {
  private let path: String
  private let results: [String: PlannedCell]

  init(plan: BookPlan, path: String) {
    self.path = path
    results = Dictionary(
      plan.cells.filter { $0.cell.kind == .result }.map { ($0.cell.id, $0) }, uniquingKeysWith: { a, _ in a })
  }

  /// The modules that cells import, sorted.
  static func imports(of cells: [PlannedCell]) -> [String] {
    let all = cells.flatMap { planned in
      ModuleImport.all(in: SwiftTokens(planned.cell.body, startingAt: planned.cell.bodyLocation)).map(
        \.module)
    }
    return Set(all).sorted()
  }

  /// The declarations of setup cells, their imports replaced by spaces.
  /// - Parameter imports: modules that the declarations see beside the standard ones.
  func setup(_ cells: [PlannedCell], imports: [String]) -> String {
    var source = GeneratedSource(path: path)
    for module in ModuleImport.standard + imports { source.add("import \(module)") }
    for planned in cells {
      source.add("")
      source.add(Self.withoutImports(planned.cell), at: planned.cell.bodyLocation)
      source.endStretch()
    }
    return source.text
  }

  /// Functions for `cells`, and an array `list` of those that can run.
  func runnable(
    _ cells: [PlannedCell], imports: [String], list: String, digest: (String) -> String
  ) -> String {
    var source = GeneratedSource(path: path)
    for module in (["CellKit", "Foundation"] + imports).sorted() { source.add("import \(module)") }
    for cell in cells {
      source.add("")
      addFunction(cell, to: &source)
      if cell.cell.kind != .swift {
        addRegistration(cell, codeDigest: digest(cell.canonicalText), to: &source)
      }
    }
    let running = cells.filter { $0.cell.kind != .swift }
    source.add("\nlet \(list): [CompiledCell] = [")
    for cell in running { source.add("  compiled_\(cell.name),") }
    source.add("]")
    return source.text
  }

  // MARK: The cell's code

  /// The cells of `plan`, with what the compiler sees of each beside its own text at the end of the canonical one: so a
  /// change of what is generated counts like one of the chapter.
  static func withCompiledText(_ plan: BookPlan) -> [PlannedCell] {
    let writer = CellWriter(plan: plan, path: "")
    return plan.cells.map { planned in
      guard planned.cell.kind != .setup && planned.cell.kind != .swift else { return planned }
      var cell = planned
      let generated = writer.signature(planned) + " " + writer.body(planned)
      cell.canonicalText +=
        "\u{1D}generated=" + SwiftTokens(generated, startingAt: planned.cell.location).canonicalText
      return cell
    }
  }

  private func signature(_ planned: PlannedCell) -> String {
    let parameters = scope(of: planned).map { "_ \($0.name): \($0.type)" }.joined(separator: ", ")
    let result = returnType(of: planned.cell).map { " -> " + $0 } ?? ""
    return "private func cell_\(planned.name)(\(parameters)) throws\(result) {"
  }

  private func addFunction(_ planned: PlannedCell, to source: inout GeneratedSource) {
    let cell = planned.cell
    source.add(signature(planned), at: cell.location)
    let indent = String(repeating: " ", count: max(0, cell.bodyLocation.column - 1))
    source.add(indent + cell.body, at: cell.bodyLocation)
    if cell.kind == .swift {
      for name in Self.topLevelVariables(of: cell) { source.add("_ = \(name)") }
    }
    source.add("}")
    source.endStretch()
  }

  /// The constants and variables that lines of a shown cell declare: nothing reads them, and the compiler
  /// is not to warn of that.
  private static func topLevelVariables(of cell: Cell) -> [String] {
    let tokens = SwiftTokens(cell.body, startingAt: cell.bodyLocation).tokens
    var depth = 0
    return zip(tokens, tokens.dropFirst()).compactMap { word, next in
      if word.closes { depth -= 1 }
      defer { if word.opens { depth += 1 } }
      guard depth == 0, word.startsLine, word.text == "let" || word.text == "var" else { return nil }
      return next.kind == .identifier && next.text != "_" ? next.text : nil
    }
  }

  private func returnType(of cell: Cell) -> String? {
    switch cell.kind {
    case .result: cell["type"].map { $0.replacing(["\n", "\r"], with: " ") } ?? "Never"
    case .figure: "any FigureContent"
    case .table: "Table"
    case .claim: "Judgement"
    case .inline: "some InlineValue"
    case .setup, .swift: nil
    }
  }

  private struct ScopeEntry {
    var name: String
    var type: String
    var argument: String
  }

  /// The parameters of a cell's function: the results that it reads, then the other names it uses.
  private func scope(of planned: PlannedCell) -> [ScopeEntry] {
    var entries = planned.reads.compactMap { results[$0] }.map { read in
      let type = returnType(of: read.cell) ?? ""
      return ScopeEntry(
        name: read.name, type: type,
        argument: "inputs.value(\(SwiftLiteral.string(read.cell.id)), as: (\(type)).self)")
    }
    entries += planned.dataSets.map {
      ScopeEntry(name: $0, type: "DataSet", argument: "inputs.dataSet(\(SwiftLiteral.string($0)))")
    }
    if planned.readsScale {
      entries.append(ScopeEntry(name: "scale", type: "Scale", argument: "inputs.scale"))
    }
    if planned.readsSeed { entries.append(ScopeEntry(name: "seed", type: "UInt64", argument: "inputs.seed")) }
    if planned.readsProgress {
      entries.append(ScopeEntry(name: "progress", type: "CellProgress", argument: "inputs.progress"))
    }
    if planned.readsCheckpoint {
      entries.append(ScopeEntry(name: "checkpoint", type: "CellCheckpoint", argument: "inputs.checkpoint"))
    }
    if planned.readsCell {
      entries.append(ScopeEntry(name: "cell", type: "RunningCell", argument: "inputs.cell"))
    }
    return entries
  }

  static func withoutImports(_ cell: Cell) -> String {
    let tokens = SwiftTokens(cell.body, startingAt: cell.bodyLocation)
    var bytes = Array(cell.body.utf8)
    for declaration in ModuleImport.all(in: tokens) {
      let first = tokens.tokens[declaration.tokens.lowerBound].range.lowerBound
      let last = tokens.tokens[declaration.tokens.upperBound - 1].range.upperBound
      for index in first..<last where !bytes[index].isBlankOrLineEnd { bytes[index] = .space }
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  // MARK: Its registration

  private func body(_ planned: PlannedCell) -> String {
    let arguments = scope(of: planned).map(\.argument).joined(separator: ", ")
    let value = value(of: planned.cell, call: "cell_\(planned.name)(\(arguments))")
    let inputs = arguments.isEmpty ? "_" : "inputs"
    let kind = planned.cell.kind.rawValue
    return "private let body_\(planned.name) = CompiledCell.Body.\(kind) { \(inputs) in \(value) }"
  }

  /// The closure stands at the cell's place too, so that the compiler says there what is wrong with types.
  private func addRegistration(_ planned: PlannedCell, codeDigest: String, to source: inout GeneratedSource) {
    let cell = planned.cell
    source.add(body(planned), at: cell.location)
    source.endStretch()
    source.add(
      """
      private let compiled_\(planned.name) = CompiledCell(
        id: \(SwiftLiteral.string(cell.id)),
        codeDigest: \(SwiftLiteral.string(codeDigest)),
        reads: \(SwiftLiteral.array(planned.reads)),
        dataSets: \(SwiftLiteral.array(planned.dataSets)),
        modules: \(SwiftLiteral.array(planned.modules)),
        readsScale: \(planned.readsScale),
        readsSeed: \(planned.readsSeed),
        body: body_\(planned.name))
      """)
  }

  private func value(of cell: Cell, call: String) -> String {
    switch cell.kind {
    case .figure: "try DrawnFigure(\(call))"
    case .inline: "try inlineText(\(call), format: \(cell["format"].map(SwiftLiteral.string) ?? "nil"))"
    case .result, .table, .claim, .setup, .swift: "try \(call)"
    }
  }
}

extension String {
  fileprivate func replacing(_ scalars: [Unicode.Scalar], with other: Unicode.Scalar) -> String {
    String(String.UnicodeScalarView(unicodeScalars.map { scalars.contains($0) ? other : $0 }))
  }
}
