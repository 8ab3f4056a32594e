import BookEvaluation
import CellKit
import ChapterSyntax
import Foundation

/// The numbers of the book for other programs: what each figure shows is a file beside it already, and each table is one here.
enum SiteData {
  /// All of them in one file.
  static let archive = "data.zip"

  static func tableFile(of id: String) -> String { "tables/\(SiteFiles.figureName(of: id)).csv" }
}

extension SiteAssembly {
  func addData(to files: inout SiteFiles) throws {
    let renderer = CellRenderer(context: context)
    for cell in context.chapters.flatMap(\.chapter.cells) where cell.kind == .table {
      guard let table = renderer.value(of: cell, as: Table.self) else { continue }
      try files.add(SiteData.tableFile(of: cell.id), table.csv)
    }
    var archive = ZipArchive()
    for (path, data) in files.contents.sorted(by: { $0.key < $1.key }) where path.hasSuffix(".csv") {
      archive.add(path, data)
    }
    try files.add(SiteData.archive, archive.data)
    if let crate = RunCrate(context) { try files.add(RunCrate.file, crate.json(of: files.contents)) }
  }
}

extension Table {
  /// The titles, then a line a row, with formulas as a reader would type them.
  fileprivate var csv: String {
    commaSeparated([columns.map(\.title)] + rows.map { Array($0.prefix(columns.count)) }) { typed($0) }
  }
}

/// A line a row, as RFC 4180 has it.
func commaSeparated(_ rows: [[String]], _ entry: (String) -> String = { $0 }) -> String {
  rows.map { row in
    row.map { "\"" + entry($0).replacing("\"", with: "\"\"") + "\"" }.joined(separator: ",") + "\r\n"
  }.joined()
}
