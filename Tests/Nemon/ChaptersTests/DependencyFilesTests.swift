import CellKit
import Chapters
import Foundation
import Testing

/// What the compilers read for the cells, by their own account, is what the keys of values are made of.
@Suite struct DependencyFilesTests {
  /// Every module that a cell may call, system libraries included.
  static let modules = Chapters.book.modules

  @Test func everyFileThatACompilerReadsForAModuleIsInItsDigests() throws {
    var checked: [String] = []
    for module in Self.modules {
      for list in try Build.dependencyLists(of: module.name) {
        let counted = Set(Self.modules.flatMap { $0.sources.map(\.path) })
        #expect(Set(list.files).subtracting(counted) == [], "\(module.name), by \(list.name)")
        checked.append(module.name)
      }
    }
    // Those without a list are modules of the system, of which the compilers of other modules read the headers.
    let unchecked = Self.modules.filter { !checked.contains($0.name) }
    #expect(unchecked.allSatisfy { $0.sources.contains { $0.path.hasSuffix("module.modulemap") } })
    #expect(checked.contains("CKernels") && checked.contains("Training") && checked.contains("CellKit"))
  }

  /// The chapters' own module holds chapters, which are cells, and Swift files directly beside them, which count like setup
  /// cells.
  @Test func everyFileThatTheCompilerReadsForTheChaptersCountsInThem() throws {
    let own = try Build.dependencyLists(of: "Chapters").flatMap(\.files)
    let counted = Set(Self.modules.flatMap { $0.sources.map(\.path) })
    #expect(own.contains("chapters/Chapters.swift"))
    #expect(own.allSatisfy { counted.contains($0) || $0.wholeMatch(of: /chapters\/[^\/]+\.swift/) != nil })
  }
}

/// The folder that the last build left.
private enum Build {
  static let root: String = {
    var folder = URL(filePath: #filePath)
    for _ in 0..<4 { folder.deleteLastPathComponent() }
    return folder.path
  }()

  struct List {
    var name: String
    /// Those of the project, relative to its root, without what the build made.
    var files: [String]
  }

  /// The make-style lists that clang and Swift left for a module: `target: file file ...`.
  static func dependencyLists(of module: String) throws -> [List] {
    let folder = root + "/.build/release/\(module).build"
    let names = FileManager.default.enumerator(atPath: folder)?.compactMap { $0 as? String } ?? []
    return try names.filter { $0.hasSuffix(".d") }.map { name in
      let text = try String(contentsOfFile: folder + "/" + name, encoding: .utf8)
      return List(name: name, files: Set(words(of: text)).compactMap(relative).sorted())
    }
  }

  private static func relative(_ path: String) -> String? {
    guard path.hasPrefix(root + "/") else { return nil }
    let rest = String(path.dropFirst(root.count + 1))
    return rest.hasPrefix(".build/") ? nil : rest
  }

  /// Words separated by blanks, of which `\ ` is none; lines end with a backslash where they go on.
  private static func words(of text: String) -> [String] {
    text.replacing("\\\n", with: " ").replacing("\\ ", with: "\u{1F}").split(whereSeparator: \.isWhitespace)
      .map { String($0).replacing("\u{1F}", with: " ") }
  }
}
