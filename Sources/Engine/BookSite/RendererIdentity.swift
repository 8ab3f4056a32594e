import Digests
import Foundation
import Support

/// What tells one renderer from another, without reading the program.
///
/// An edit of a cell makes another program, but not another renderer. So the objects of the modules that render speak, where
/// they lie beside the program and were linked into it: none is newer. Else the program itself does.
enum RendererIdentity {
  /// This module, and those that it is made of.
  private static let modules = [
    "BookEvaluation", "BookSite", "BookStore", "CellKit", "ChapterSyntax", "Digests", "Shards", "Support",
  ]

  static let current = Bundle.main.executableURL.map { identity(of: $0.resolvingSymlinksInPath()) } ?? ""

  static func identity(of program: URL) -> String {
    guard let own = FileStamp(program.path) else { return "" }
    var objects: [FileStamp] = []
    for module in modules {
      let folder = program.deletingLastPathComponent().appending(path: module + ".build").path
      let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
      let found = names.filter { $0.hasSuffix(".o") }.sorted().compactMap { FileStamp(folder + "/" + $0) }
      guard !found.isEmpty, found.allSatisfy({ $0.changed < own.changed }) else { return own.description }
      objects += found
    }
    return SHA256.hex(objects.map(\.description).joined(separator: "\n"))
  }
}
