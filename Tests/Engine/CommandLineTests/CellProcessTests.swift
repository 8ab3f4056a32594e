import BookTesting
import Foundation
import Support
import Testing

/// Cells that crash, print, take too long or leave their process, in real builds.
@Suite struct CellProcessTests {
  private let project: TemporaryProject
  private var paths: ProjectPaths { ProjectPaths(root: project.paths.root, name: "sample-book") }

  init() throws { project = try TemporaryProject() }

  /// A chapter with a result for each code, by name.
  private func write(_ cells: [(name: String, code: String)]) throws {
    let text = cells.map { "``` {.swift .result #\($0.name) type=\"Int\"}\n\($0.code)\n```\n" }
    try Data(("# One\n\n" + text.joined(separator: "\n")).utf8).write(
      to: paths.chapters.appending(path: "01-one.md"))
  }

  private func run(_ arguments: String...) throws -> BuiltProgram.Ending {
    try BuiltProgram("sample-book").run(arguments, in: paths.root)
  }

  @Test func aCrashIsItsCellsAlone() throws {
    // With one job a crash comes between the others, with two beside one that goes on.
    for jobs in ["1", "2"] {
      try write([
        ("first", "40"), ("wrong", "crash 3"), ("slow", "sleepy 7"), ("third", "slow + 1"),
        ("after", "wrong + 1"),
      ])
      let build = try run("build", "--jobs", jobs)
      #expect(build.status == 1)
      #expect(
        build.errors.contains("chapters/01-one.md:8:1: error: wrong crashed: an index is out of range"),
        "\(build)")
      // In one sentence, without the runtime's.
      #expect(!build.errors.contains("***") && !build.errors.contains("Fatal error"), "\(build.errors)")
      #expect(!build.errors.contains("wrong: \n"), "\(build.errors)")
      let status = try run("status")
      #expect(status.output.contains("3 of 5 cells current"), "\(status.output)")
      #expect(status.output.contains("wrong: never run") && status.output.contains("after: waiting"))
      // What is mended runs, and nothing else.
      try write([
        ("first", "40"), ("wrong", "2"), ("slow", "sleepy 7"), ("third", "slow + 1"), ("after", "wrong + 1"),
      ])
      let mended = try run("build", "--jobs", jobs)
      #expect(mended.status == 0 && mended.output.contains("cells: 2 run, 3 reused"), "\(mended)")
      try FileManager.default.removeItem(at: paths.store)
      try FileManager.default.removeItem(at: paths.output)
    }
  }

  @Test func whatACellPrintsCarriesItsName() throws {
    try write([("loud", "print 5"), ("quiet", "6")])
    let build = try run("build")
    #expect(build.status == 0 && build.errors.contains("loud: printed by 5\n"), "\(build)")
    #expect(!build.output.contains("printed by"))
    #expect(try run("explain", "loud").output.contains("it printed:\n    printed by 5"))
    #expect(!(try run("explain", "quiet").output.contains("it printed")))
    let quiet = try run("build", "--quiet", "--recompute", "loud")
    #expect(quiet.status == 0 && !quiet.errors.contains("printed by"))
    // What is kept with a run outlives tidying up, and no other run with the same key.
    #expect(try run("cache", "gc").status == 0)
    #expect(try run("explain", "loud").output.contains("printed by 5"))
  }

  /// Words like those of a crash are a cell's own where it goes on, and no cause of another cell's crash.
  @Test func aFalseAlarmIsAPrintedLine() throws {
    try write([("alarming", "alarm 4"), ("wrong", "crash 4")])
    let build = try run("build", "--jobs", "1")
    #expect(build.errors.contains("alarming: here: Fatal error: false alarm\n"), "\(build)")
    #expect(build.errors.contains("alarming: swift-runtime: too\n"), "\(build)")
    #expect(build.errors.contains("wrong crashed: an index is out of range"), "\(build)")
  }

  @Test func aCellThatTakesTooLongFails() throws {
    try write([("waiting", "endless 1"), ("first", "40"), ("leaving", "leave 9")])
    let build = try run("build", "--timeout", "4s", "--jobs", "1")
    #expect(build.status == 1)
    #expect(build.errors.contains("waiting did not end within 4 s"), "\(build)")
    #expect(build.errors.contains("leaving crashed: it ended its process, with exit code 9"), "\(build)")
    #expect(try run("status").output.contains("1 of 3 cells current"))
    #expect(try run("build", "--timeout", "soon").status == 2)
  }

  /// Empty lines of a cell's own are kept, though the runtime's words on a crash begin with one.
  @Test func emptyLinesArePrinted() throws {
    try write([("loud", "print blank 5")])
    let build = try run("build")
    #expect(build.errors.contains("loud: \nloud: printed by 5\nloud: \n"), "\(build)")
  }

  /// A process that is slow to start takes nothing of the cell's time.
  @Test func theTimeOfACellBeginsWithIt() throws {
    try write([("first", "40"), ("waiting", "endless 1")])
    let build = try BuiltProgram("sample-book").run(
      ["build", "--timeout", "3s", "--jobs", "1"], in: paths.root,
      prefix: ["env", "SAMPLE_BOOK_SLOW_CELLS=5", "timeout", "120"])
    #expect(build.errors.contains("waiting did not end within 3 s"), "\(build)")
    #expect(try run("status").output.contains("1 of 2 cells current"))
  }

  @Test func keepsGoingOnRequest() throws {
    let index = paths.output.appending(path: "index.html")
    try write([("first", "40")])
    #expect(try run("build").status == 0)
    let before = try FileManager.default.attributesOfItem(atPath: index.path)[.systemFileNumber] as? Int
    try write([("first", "41"), ("wrong", "crash 3")])
    #expect(try run("build").output.contains("the former site is left as it was"))
    let kept = try FileManager.default.attributesOfItem(atPath: index.path)[.systemFileNumber] as? Int
    #expect(kept == before)
    let build = try run("build", "--keep-going")
    #expect(build.status == 1 && build.output.contains("index.html"), "\(build)")
    let page = try String(contentsOf: paths.output.appending(path: "01-one.html"), encoding: .utf8)
    #expect(page.contains("wrong crashed"), "\(page)")
  }

  /// Nothing goes on without the build, however it ends.
  @Test func processesEndWithTheirBuild() throws {
    try write([("first", "endless 1"), ("other", "endless 2")])
    let build = Process()
    build.executableURL = try BuiltProgram("sample-book").url
    build.arguments = ["build", "--jobs", "2"]
    build.currentDirectoryURL = paths.root
    build.standardError = FileHandle.nullDevice
    build.standardOutput = FileHandle.nullDevice
    try build.run()
    func children() throws -> [String] {
      let pgrep = Process()
      pgrep.executableURL = URL(filePath: "/usr/bin/env")
      pgrep.arguments = ["pgrep", "-P", "\(build.processIdentifier)"]
      let output = Pipe()
      pgrep.standardOutput = output
      try pgrep.run()
      let data = output.fileHandleForReading.readDataToEndOfFile()
      pgrep.waitUntilExit()
      return String(decoding: data, as: UTF8.self).split(separator: "\n").map(String.init)
    }
    var found: [String] = []
    for _ in 0..<600 where found.count < 2 {
      usleep(100_000)
      found = try children()
    }
    #expect(found.count == 2)
    sleep(1)
    kill(build.processIdentifier, SIGKILL)
    build.waitUntilExit()
    var left = found
    for _ in 0..<100 where !left.isEmpty {
      usleep(100_000)
      left = left.filter { kill(Int32($0) ?? 0, 0) == 0 }
    }
    #expect(left.isEmpty)
  }
}
