import BookEvaluation
import BookTesting
import CellKit
import Foundation
import Support
import Testing

/// The sentence for a crash, from the runtime's words.
@Suite struct CellCrashTests {
  private func diagnostic(_ output: String, status: Int32 = -4) throws -> (
    words: String, line: Int, notes: Int
  ) {
    let book = TestBook([TestCell(id: "first"), TestCell(id: "second")])
    let cells = try BookCell.all(in: book.plan, compiled: book.compiled)
    let found = CellCrash(status: status, output: output).diagnostic(of: cells[1])
    return (found.message, found.location.line, found.notes.count)
  }

  @Test func namesCauseAndLine() throws {
    let frames = """
      *** Swift runtime failure: arithmetic overflow ***
      Thread 1 crashed:
        0 [inlined] [system] 0x1 Swift runtime failure: arithmetic overflow in book at //<compiler-generated>
        1 0x1 helper() + 703 in book at chapters/01-test.md:3:7
        2 0x1 cell_second() + 703 in book at /some where/chapters/01-test.md:21:9
      """
    // The cell's own line, though a declaration elsewhere trapped.
    #expect(try diagnostic(frames) == ("second crashed: arithmetic overflow", 21, 0))
    let elsewhere = frames.split(separator: "\n").dropLast().joined(separator: "\n")
    #expect(try diagnostic(elsewhere) == ("second crashed: arithmetic overflow", 3, 1))
    #expect(
      try diagnostic("Chapters/01-test.md:21: Fatal error: no such layer.\n*** Signal 4: Backtracing\n")
        == ("second crashed: no such layer", 21, 0))
    let index =
      "*** Program crashed: Illegal instruction at 0x1 ***\n  0 [inlined] 0x1 specialized Array.subscript.getter in a"
    #expect(try diagnostic(index).words == "second crashed: an index is out of range")
    #expect(try diagnostic("").words == "second crashed: a check failed of which nothing more is known")
    #expect(try diagnostic("", status: -9).words.contains("killed from outside"))
    #expect(try diagnostic("", status: -11).words.contains("memory that is not there"))
    #expect(try diagnostic("", status: 3).words == "second crashed: it ended its process, with exit code 3")
  }
}
