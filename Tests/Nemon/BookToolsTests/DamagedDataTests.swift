import BookEvaluation
import BookStore
import BookTools
import CellKit
import ChapterSyntax
import Digests
import ExecutableBook
import Foundation
import Support
import Testing

/// A book of one result that reads MNIST, with a copy of the real files.
@Suite final class DamagedDataTests {
  let folder = FileManager.default.temporaryDirectory.appending(path: "data-\(UUID().uuidString)")
  var images: URL { folder.appending(path: "Data/mnist/t10k-images-idx3-ubyte.gz") }
  var page: URL { folder.appending(path: "output/01-one.html") }

  static let chapter = """
    ---
    title: One
    ---

    # One

    ``` {.swift .result #size type="Int"}
    try Data(contentsOf: mnist.directory.appending(path: "t10k-images-idx3-ubyte.gz")).count
    ```
    """

  init() throws {
    let files = FileManager.default
    let project = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../..")
      .standardizedFileURL
    try files.createDirectory(at: folder.appending(path: "Data"), withIntermediateDirectories: true)
    try files.createDirectory(at: folder.appending(path: "chapters"), withIntermediateDirectories: true)
    try files.copyItem(at: project.appending(path: "Data/mnist"), to: folder.appending(path: "Data/mnist"))
    try Data(Self.chapter.utf8).write(to: folder.appending(path: "chapters/01-one.md"))
  }

  deinit { try? FileManager.default.removeItem(at: folder) }

  private func build() async -> (status: CommandStatus, text: String) {
    let plan = BookPlan.make(
      chapters: [Chapter(text: Self.chapter, path: "chapters/01-one.md")], declarations: DataBook.declarations
    ).plan
    let whole = 1_616_508
    let cells = plan.cells.map { planned in
      CompiledCell(
        id: planned.cell.id, codeDigest: SHA256.hex(planned.canonicalText), reads: planned.reads,
        dataSets: planned.dataSets, modules: [], readsScale: false, readsSeed: false,
        body: .result { inputs in
          let directory = try inputs.dataSet("mnist").directory
          let bytes = try Data(contentsOf: directory.appending(path: "t10k-images-idx3-ubyte.gz"))
          guard bytes.count == whole else { throw CocoaError(.fileReadCorruptFile) }
          return bytes.count
        })
    }
    let compiled = CompiledBook(
      chapters: [CompiledChapter(name: "01-one", cells: cells)], modules: [], compiler: "test")
    return await DataBook.run(["build"], compiled, in: folder)
  }

  @Test("A stored result does not hide that its data are damaged or gone, and is there again once they are")
  func damageShows() async throws {
    let first = await build()
    #expect(first.text.contains("cells: 1 run, 0 reused"), "\(first.text)")
    #expect(await build().text.contains("cells: 0 run, 1 reused"))
    let good = try Data(contentsOf: images)
    let site = try Data(contentsOf: page)

    for bad in [good.prefix(500_000), nil] {
      if let bad { try bad.write(to: images) } else { try FileManager.default.removeItem(at: images) }
      let failed = await build()
      #expect(failed.status == .failure)
      #expect(failed.text.contains("chapters/01-one.md:8:1: error: size failed"), "\(failed.text)")
      #expect(try Data(contentsOf: page) == site)
    }

    try good.write(to: images)
    let restored = await build()
    #expect(restored.status == .fine)
    #expect(restored.text.contains("cells: 0 run, 1 reused"))
  }
}
