import BookEvaluation
import BookStore
import ChapterSyntax
import Foundation
import Support

/// Which run made which value and file of the site: a Process Run Crate 0.5, which is an RO-Crate 1.1. The site's folder is the crate.
struct RunCrate {
  static let file = "ro-crate-metadata.json"
  private static let profile = "https://w3id.org/ro/wfrun/process/0.5"

  private typealias Entity = [String: JSONValue]

  private let context: BookContext
  /// Of the last run.
  private let date: Date

  /// Nil where no cell ran, or where the book names no licence: a crate names one.
  init?(_ context: BookContext) {
    let runs = context.evaluation.outcomes.values.compactMap(\.value?.trace?.finishedAt)
    guard let date = context.sourceDate ?? runs.max(), !context.description.licence.isEmpty else {
      return nil
    }
    (self.context, self.date) = (context, date)
  }

  /// - Parameter files: of the site, by path.
  func json(of files: [String: Data]) throws -> Data {
    let listed = files.keys.filter { !$0.hasPrefix("assets/") }.sorted()
    let cells = context.chapters.flatMap(\.chapter.cells).filter { run(of: $0) != nil }
    let description = context.description
    let authors = description.authors.enumerated().map { index, name -> Entity in
      ["@id": "#author-\(index + 1)", "@type": "Organization", "name": .text(name)]
    }
    let root: Entity = [
      "@id": "./", "@type": "Dataset", "name": .text(description.title),
      "description": .text(description.subtitle),
      "datePublished": .text(date.formatted(.iso8601)), "license": Self.reference(description.licence),
      "conformsTo": Self.reference(Self.profile), "author": .list(authors.map { ["@id": $0["@id"] ?? ""] }),
      "citation": Self.reference(description.paper.address), "hasPart": .list(listed.map(Self.reference)),
      "mentions": .list(cells.map { Self.reference("#run-\($0.id)") }),
    ]
    let others: [Entity] = [
      [
        "@id": .text(Self.file), "@type": "CreativeWork", "about": Self.reference("./"),
        "conformsTo": Self.reference("https://w3id.org/ro/crate/1.1"),
      ],
      root,
      ["@id": .text(Self.profile), "@type": "CreativeWork", "name": "Process Run Crate", "version": "0.5"],
      [
        "@id": .text(description.licence), "@type": "CreativeWork",
        "name": .text(description.licence.split(separator: "/").last.map(String.init) ?? description.licence),
        "description": "The licence of the book.",
      ],
      [
        "@id": .text(description.paper.address), "@type": "ScholarlyArticle",
        "name": .text(description.paper.citation),
      ],
      ["@id": "#swift", "@type": "ComputerLanguage", "name": "Swift", "url": "https://www.swift.org"],
    ]
    let names = Set(cells.flatMap { context.planned[$0.id]?.dataSets ?? [] }).sorted()
    let dataSets = names.map { name -> Entity in
      [
        "@id": "#data-\(name)", "@type": "CreativeWork", "name": .text(name),
        "description": "A data set of the book.",
      ]
    }
    let graph =
      others + authors + dataSets + listed.map { entity(ofFile: $0, size: files[$0]?.count ?? 0) }
      + cells.flatMap(entities)
    let crate: Entity = [
      "@context": "https://w3id.org/ro/crate/1.1/context", "@graph": .list(graph.map(JSONValue.object)),
    ]
    return try ReadableJSON.encode(crate)
  }

  private static func reference(_ id: String) -> JSONValue { ["@id": .text(id)] }

  // MARK: - Files

  private static let formats = [
    "html": "text/html", "png": "image/png", "csv": "text/csv", "json": "application/json",
    "zip": "application/zip", "js": "text/javascript",
  ]

  private func entity(ofFile path: String, size: Int) -> Entity {
    let format = path.split(separator: ".").last.flatMap { Self.formats[String($0)] }
    return [
      "@id": .text(path), "@type": "File",
      "name": .text(path.split(separator: "/").last.map(String.init) ?? path),
      "encodingFormat": .text(format ?? "application/octet-stream"), "contentSize": .text(String(size)),
    ]
  }

  // MARK: - Runs

  /// How the cell's value was computed, where it has one that is shown. Values inside sentences are left out.
  private func run(of cell: Cell) -> (trace: Trace, value: CellValue)? {
    cell.kind == .inline ? nil : run(of: cell.id)
  }

  private func run(of id: String) -> (trace: Trace, value: CellValue)? {
    guard let outcome = context.evaluation[id], !outcome.isLeftOut, let value = outcome.value,
      let trace = value.trace
    else { return nil }
    return (trace, value)
  }

  /// The cell's code, its run, and the value.
  private func entities(of cell: Cell) -> [Entity] {
    guard let (trace, value) = run(of: cell) else { return [] }
    let planned = context.planned[cell.id]
    let use = ReferenceUse(id: cell.id, location: SourceLocation(file: "", line: 1))
    let target = context.references.target(of: use)
    let name = target.flatMap { $0.kind == .cell ? nil : $0.name } ?? planned?.name ?? cell.id
    let reads = (planned?.reads ?? []).filter { run(of: $0) != nil }
    var code: Entity = [
      "@id": "#code-\(cell.id)", "@type": "SoftwareSourceCode", "name": "Code of \(name)",
      "programmingLanguage": Self.reference("#swift"),
    ]
    if let target { code["url"] = .text(target.href) }
    if let key = context.evaluation[cell.id]?.key { code["version"] = .text(key) }
    var action: Entity = [
      "@id": "#run-\(cell.id)", "@type": "CreateAction", "name": "Run of \(name)",
      "description": .text(words(of: trace, value)), "instrument": Self.reference("#code-\(cell.id)"),
      "actionStatus": Self.reference("http://schema.org/CompletedActionStatus"),
      "object": .list(
        reads.map { Self.reference("#value-\($0)") }
          + (planned?.dataSets ?? []).map { Self.reference("#data-\($0)") }),
      "result": .list((["#value-\(cell.id)"] + files(of: cell)).map(Self.reference)),
    ]
    if context.sourceDate == nil {
      action["startTime"] = .text(trace.finishedAt.addingTimeInterval(-trace.wallSeconds).formatted(.iso8601))
      action["endTime"] = .text(trace.finishedAt.formatted(.iso8601))
    }
    let result: Entity = [
      "@id": "#value-\(cell.id)", "@type": "PropertyValue", "name": .text(name), "propertyID": "SHA-256",
      "value": .text(value.json?.digest ?? value.figure?.csv.digest ?? ""),
    ]
    return [code, action, result]
  }

  private func files(of cell: Cell) -> [String] {
    let figure = "figures/" + SiteFiles.figureName(of: cell.id)
    return switch cell.kind {
    case .figure: [figure + ".png", figure + "-dark.png", figure + ".csv"]
    case .table: [SiteData.tableFile(of: cell.id)]
    case .claim: ["claims.json"]
    default: []
    }
  }

  private func words(of trace: Trace, _ value: CellValue) -> String {
    var parts = ["\(value.isQuick ? "Quick" : "Paper") scale"]
    if let seed = trace.seed { parts.append("seed \(seed)") }
    if context.sourceDate == nil {
      parts += ["\(Format.seconds(trace.totalSeconds)) on \(trace.processor)", trace.kernelLevel]
      parts += trace.libraries + (trace.commit.map { ["commit \($0)"] } ?? [])
    }
    return parts.filter { !$0.isEmpty }.joined(separator: "; ") + "."
  }
}
