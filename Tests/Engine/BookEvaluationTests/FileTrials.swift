import BookEvaluation
import BookStore
import BookTesting
import CellKit
import ChapterSyntax
import Foundation
import MutatedInputs
import Support
import Testing

/// Files that a book finds in its folders, with bytes cut, doubled and swapped: taken, or refused with an error of the book's.
@Suite struct FileTrials {
  static let book = TestBook([
    TestCell(id: "sweep", attributes: ["cost": "hours"], body: .result { _ in 5 }),
    TestCell(id: "C7", kind: .claim, reads: ["sweep"], body: .claim { _ in Judgement() }),
  ])

  private static let pieces = [
    "[", "]", "{", "}", "\"", ":", "null", "-1", "1e999", "9223372036854775808", "\\ud800", "true", "",
  ]

  /// A mutated value never passes for the frozen one.
  @Test func frozenFiles() throws {
    let project = try TemporaryProject()
    _ = try Self.book.evaluate(in: project, recompute: ["sweep"])
    try Self.book.book(in: project.paths).freeze("sweep", store: Store.reader(for: project.paths))
    try FileManager.default.removeItem(at: project.paths.store)
    let files = [project.paths.frozenValue(of: "sweep"), project.paths.frozenTrace(of: "sweep")]
    let originals = try files.map { try Data(contentsOf: $0) }
    for (place, file) in files.enumerated() {
      var inputs = MutatedInputs(seed: 14, [originals[place]], pieces: Self.pieces)
      for _ in 0..<Trials.count(100) {
        try inputs.next().write(to: file)
        do {
          let reading = try Self.book.book(in: project.paths).read()
          let plan = try Self.book.book(in: project.paths).plan(of: reading.cells, scale: .paper, store: nil)
          if plan["sweep"]?.action == .reuse {
            #expect(try plan["sweep"]?.value?.json?.load() == originals[0])
          }
        } catch is FrozenValueError {}
      }
      try originals[place].write(to: file)
    }
  }

  /// What is merged from a mutated export has the right value, or nothing is merged.
  @Test func exports() throws {
    let source = try TemporaryProject()
    _ = try Self.book.evaluate(in: source, recompute: ["sweep"])
    let file = source.paths.root.appending(path: "export.sqlite")
    _ = try #require(try Store.reader(for: source.paths)).export(to: file)
    var inputs = MutatedInputs(seed: 15, [try Data(contentsOf: file)], pieces: Self.pieces)
    let project = try TemporaryProject()
    let store = try Store.writer(for: project.paths)
    defer { store.endWriting() }
    for _ in 0..<Trials.count(100) {
      try inputs.next().write(to: file)
      do {
        _ = try store.merge(file)
      } catch is ExchangeError {
      } catch is StoreError {}
    }
    #expect(try store.health().isWhole)
  }
}
