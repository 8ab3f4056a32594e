import CellKit
import ChapterSyntax
import Digests
import ExecutableBook
import Foundation

/// A book's program for tests that start real processes. Its cells are those of the chapters in the current folder: nothing is
/// compiled, so a result is the number that its cell ends with, and what else a cell does depends on words in its code.
@main enum SampleProgram {
  static func main() async {
    let environment = ProcessInfo.processInfo.environment
    if CommandLine.arguments.contains("_run-cells"), let seconds = environment["SAMPLE_BOOK_SLOW_CELLS"] {
      sleep(UInt32(seconds) ?? 0)
    }
    let folder = URL(fileURLWithPath: "chapters", isDirectory: true)
    let names = ((try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []).sorted()
    let chapters = names.filter { $0.hasSuffix(".md") }.map { name in
      let text = (try? String(contentsOf: folder.appending(path: name), encoding: .utf8)) ?? ""
      return Chapter(text: text, path: "chapters/\(name)")
    }
    let plan = BookPlan.make(chapters: chapters).plan
    let compiled = plan.chapters.map { chapter in
      CompiledChapter(
        name: chapter.name,
        cells: plan.cells.filter { $0.chapter == chapter.name }.compactMap { planned in
          body(of: planned.cell, reads: planned.reads).map { body in
            CompiledCell(
              id: planned.cell.id, codeDigest: SHA256.hex(planned.canonicalText), reads: planned.reads,
              dataSets: [], modules: [], readsScale: false, readsSeed: false, body: body)
          }
        })
    }
    let book = BookDescription(
      name: "sample-book", title: "A Sample", subtitle: "Made for tests",
      paper: .init(
        citation: "A. Author: A Paper.", address: "https://example.org", bibTeX: "@article{paper}"),
      bibTeX: "@software{book}")
    await book.run(
      CompiledBook(chapters: compiled, modules: [], compiler: "test"), dataSets: [], modules: [],
      recordModules: [])
  }

  /// Nil for cells that do not run.
  private static func body(of cell: Cell, reads: [String]) -> CompiledCell.Body? {
    let code = cell.body.trimmingCharacters(in: .whitespacesAndNewlines)
    let number = code.split { !$0.isNumber }.last.flatMap { Int($0) } ?? 0
    switch cell.kind {
    case .result where code.contains("crash"):
      return .result { _ in
        let numbers = [number]
        return numbers[numbers.count]
      }
    case .result where code.contains("sleepy"):
      return .result { _ in
        sleep(2)
        return number
      }
    case .result where code.contains("print"):
      return .result { _ in
        if code.contains("blank") { print() }
        print("printed by \(number)")
        if code.contains("blank") { print() }
        return number
      }
    case .result where code.contains("alarm"):
      // Words like the runtime's own, of a cell that goes on.
      return .result { _ in
        FileHandle.standardError.write(
          Data("here: Fatal error: false alarm\nswift-runtime: too\nand more\n".utf8))
        return number
      }
    case .result where code.contains("leave"):
      return .result { _ in
        exit(Int32(number))
      }
    case .result where code.contains("endless"):
      return .result { _ in
        // Who waits for it sees that it runs, and in which process.
        try Data("\(getpid())".utf8).write(to: URL(fileURLWithPath: "running-\(number)"), options: .atomic)
        while true { sleep(1) }
      }
    case .result where code.contains("cell.values"):
      return .result { inputs in
        try inputs.cell.values(of: (1...number).map { Square(number: $0) }, on: Square.Nothing())
      }
    case .result:
      return .result { inputs in
        for id in reads { _ = try inputs.value(id, as: Int.self) }
        return number
      }
    case .figure:
      return .figure { _ in
        DrawnFigure(width: 40, height: 30, csv: "x\n\(number)\n") { appearance, recipe in
          Data("\(appearance) \(recipe)".utf8)
        }
      }
    case .table:
      return .table { _ in Table([Table.Column("number")], rows: [["\(number)"]]) }
    case .claim:
      return .claim { inputs in
        let values = try reads.map { Double(try inputs.value($0, as: Int.self)) }
        return Judgement(.number("the sum", observed: values.reduce(0, +), expected: 42...42))
      }
    default: return nil
    }
  }
}

struct Square: Shard {
  struct Nothing: ShardInput { let digest = "nothing" }

  var number: Int
  var label: String { "number=\(number)" }

  static func value(of shard: Square, on input: Nothing, in scope: ShardScope) throws -> Int {
    shard.number * shard.number
  }
}
