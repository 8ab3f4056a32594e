import Foundation
import Testing

/// Edits one file of each kind in a copy of this project's own sources, and asks which files' digests change.
@Suite struct RealSourcesTests {
  private let copy = SourcesCopy()

  @Test func aCommentInAnyFileChangesNothing() throws {
    let before = try copy.digests()
    for path in before.keys where ["swift", "c", "h", "inc"].contains(copy.ending(of: path)) {
      try copy.append("\n/* x */\n", to: path)
    }
    #expect(try copy.digests() == before)
  }

  /// A file of each kind: of each ending, first and last in order of path.
  @Test func aTokenInAnyKindOfFileChangesIt() throws {
    let before = try copy.digests()
    let kinds = Dictionary(grouping: before.keys.sorted()) { copy.ending(of: $0) }
    #expect(Set(["swift", "c", "h", "inc", "modulemap"]).isSubset(of: kinds.keys))
    for path in Set(kinds.values.flatMap { [$0[0], $0[$0.count - 1]] }) {
      let original = try copy.text(of: path)
      try copy.append("\nlet extra = 1;\n", to: path)
      let now = try copy.digests()
      let changed = now.filter { before[$0.key] != $0.value }.keys
      #expect(changed.contains(path), "\(path)")
      // Beside itself only files that include it.
      let folder = path.split(separator: "/").prefix(2).joined(separator: "/") + "/"
      #expect(changed.allSatisfy { $0 == path || $0.hasPrefix(folder) && !$0.hasSuffix(".swift") }, "\(path)")
      try copy.write(original, to: path)
    }
    #expect(try copy.digests() == before)
  }

  /// What a file includes counts where it is included, however deep.
  @Test func aTokenInAnIncludedFileChangesThoseThatIncludeIt() throws {
    let before = try copy.digests()
    try copy.append("\nint extra;\n", to: "Sources/System/CKernels/kernels.inc")
    let now = try copy.digests()
    for level in ["plain", "avx2", "avx512"] {
      let path = "Sources/System/CKernels/kernels_\(level).c"
      #expect(now[path] != before[path], "\(path)")
    }
    #expect(now["Sources/System/CKernels/team.c"] == before["Sources/System/CKernels/team.c"])
  }

  @Test func movingFilesChangesNothing() throws {
    let before = try copy.digests()
    for path in [
      "Sources/Nemon/LinearAlgebra/Matrix+Norms.swift", "Sources/System/CKernels/kernels.inc",
      "Sources/System/CKernels/team.c",
    ] {
      try copy.move(path, to: path.replacing(/([^\/]+)$/) { "moved/" + $0.1 })
    }
    let now = try copy.digests()
    #expect(now.keys.count { $0.contains("/moved/") } == 3)
    #expect(now.values.sorted() == before.values.sorted())
  }
}

/// A copy of `Sources`, digested as the plugin does it.
private final class SourcesCopy: Sendable {
  let project = Project()

  private static let root = URL(filePath: #filePath).appending(path: "../../../..").standardizedFileURL.path

  init() {
    let files = FileManager.default
    try? files.removeItem(atPath: project.root + "/Sources")
    try? files.copyItem(atPath: Self.root + "/Sources", toPath: project.root + "/Sources")
  }

  /// Digests by path.
  func digests() throws -> [String: String] {
    let halves = try project.names(in: "Sources")
    let modules = try halves.flatMap { half in
      try project.names(in: "Sources/" + half).map { half + "/" + $0 }
    }
    var arguments = ["--index", "--root", project.root, "--output", project.root + "/out/index.swift"]
    for module in modules {
      arguments += ["--module", URL(filePath: module).lastPathComponent]
      for file in files(in: "Sources/" + module) { arguments += ["--source", project.root + "/" + file] }
    }
    #expect(try project.run(arguments) == Run(exitCode: 0, errors: ""))
    return try project.indexedDigests()
  }

  private func files(in folder: String) -> [String] {
    let names =
      FileManager.default.enumerator(atPath: project.root + "/" + folder)?.compactMap { $0 as? String } ?? []
    return names.filter { name in
      var isFolder: ObjCBool = false
      let exists = FileManager.default.fileExists(
        atPath: project.root + "/\(folder)/\(name)", isDirectory: &isFolder)
      return exists && !isFolder.boolValue && !name.contains(".docc")
    }.sorted().map { folder + "/" + $0 }
  }

  func ending(of path: String) -> String { URL(filePath: path).pathExtension }

  func text(of path: String) throws -> String { try project.read(path) }

  func write(_ text: String, to path: String) throws { try project.write(path, text) }

  func append(_ text: String, to path: String) throws { try project.write(path, project.read(path) + text) }

  func move(_ path: String, to other: String) throws {
    let folder = URL(filePath: project.root + "/" + other).deletingLastPathComponent()
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    try project.move(path, to: other)
  }
}
