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
    let files = [
      project.paths.frozenValue(of: "sweep", isPacked: false), project.paths.frozenTrace(of: "sweep"),
    ]
    let originals = try files.map { try Data(contentsOf: $0) }
    for (place, file) in files.enumerated() {
      try Trials.run(100, of: file.lastPathComponent, seed: 14, [originals[place]], pieces: Self.pieces) {
        try $0.write(to: file)
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
    let original = try Data(contentsOf: file)
    let project = try TemporaryProject()
    let store = try Store.writer(for: project.paths)
    defer { store.endWriting() }
    try Trials.run(100, seed: 15, [original], pieces: Self.pieces) {
      try $0.write(to: file)
      do {
        _ = try store.merge(file)
      } catch is ExchangeError {
      } catch is StoreError {}
    }
    #expect(try store.health().isWhole)
  }

  @Test func recordedVerdicts() throws {
    let project = try TemporaryProject()
    let original = #"{"C1": "reproduced", "C2": "refuted"}"#
    try Trials.run(500, seed: 18, [Data(original.utf8)], pieces: Self.pieces + ["reproduced"]) {
      try $0.write(to: project.paths.recordedClaims)
      do { _ = try RecordedVerdicts.read(project.paths) } catch is RecordedVerdictsError {}
    }
  }

  @Test func compilersCommands() throws {
    let project = try TemporaryProject()
    let list = project.paths.root.appending(path: "release.yaml")
    let original = """
      commands:
        "C.A-release.module":
          tool: shell
          description: "Compiling Swift Module 'A' (1 sources)"
          args: ["/usr/bin/swiftc","-module-name","A","-emit-module","-O","-Xcc","-I","-Xcc","/x","-g"]
        "k.o":
          description: "Compiling CKernels k.c"
          args: ["/usr/bin/clang","-O3","-c","k.c","-o"]
      """
    let pieces =
      Self.pieces + [
        "    args: [", "    description: \"Compiling ", "\n", ",", "-Xcc", "-o", "\"-module-name\",\"",
      ]
    try Trials.run(500, seed: 19, [Data(original.utf8)], pieces: pieces) {
      try $0.write(to: list)
      _ = CompilerFlags(commandsAt: list, of: ["A", "CKernels"])
    }
  }

  @Test func wordsOfACrash() throws {
    let book = TestBook([TestCell(id: "first"), TestCell(id: "second")])
    let cell = try BookCell.all(in: book.plan, compiled: book.compiled)[1]
    let original = """
      chapters/01-test.md:21: Fatal error: no such layer.
      *** Swift runtime failure: arithmetic overflow ***
        0 [inlined] 0x1 specialized Array.subscript.getter in a at //<compiler-generated>
        2 0x1 cell_second() + 703 in book at /some where/chapters/01-test.md:21:9
      Could not cast value of type 'A' to 'B'.
      """
    let pieces = [
      " at ", "chapters/", ".md:", ":1:1", "99999999999999999999", "Fatal error: ", "*** ", "/", "\n",
      "\u{0}",
    ]
    Trials.run(500, seed: 20, [original], pieces: pieces) { text in
      let told = CellCrash(status: -4, output: text).diagnostic(of: cell)
      #expect(told.message.hasPrefix("second crashed: ") && told.location.line > 0)
    }
  }
}
