import Foundation
import Support
import Testing

/// Real programs, some of which do not do what they should.
@Suite struct ToolTests {
  private let shell: Tool

  init() throws { shell = try Tool("sh", package: "dash", searchPath: "/usr/bin:/bin") }

  @Test func inputOutputFilesAndMessages() throws {
    var said = ""
    let output = try shell.run(
      ["-c", "cat; cat file; echo \"$WORD\"; echo words >&2"], input: Data("in ".utf8),
      files: ["file": Data("f ".utf8)],
      environment: ["WORD": "w"]
    ) { said = $0 }
    #expect(String(decoding: output, as: UTF8.self) == "in f w\n")
    #expect(said == "words\n")
  }

  @Test func megabytesInBothDirections() throws {
    let data = Data((0..<5_000_000).map { UInt8(truncatingIfNeeded: $0 &* 31) })
    #expect(try shell.run(["-c", "cat"], input: data) == data)
  }

  @Test func howProgramsEnd() throws {
    #expect(throws: ToolError.failed(program: "sh", status: 7, message: "no\n")) {
      try shell.run(["-c", "echo no >&2; exit 7"])
    }
    #expect(throws: ToolError.killed(program: "sh", message: "")) { try shell.run(["-c", "kill -9 $$"]) }
    #expect(throws: ToolError.timedOut(program: "sh", seconds: 1)) {
      try shell.run(["-c", "exec sleep 100"], timeout: 1)
    }
    // Nobody waits for what was started in the background.
    #expect(try shell.run(["-c", "sleep 100 & echo x; exit 0"], timeout: 50) == Data("x\n".utf8))
    #expect(throws: ToolError.missing(program: "no-such-program", package: "p")) {
      try Tool("no-such-program", package: "p")
    }
  }

  /// Twice as much as it may have.
  @Test func memoryIsLimited() throws {
    let dd = try Tool("dd", package: "coreutils")
    let arguments = ["if=/dev/zero", "of=/dev/null", "bs=200M", "count=1"]
    #expect(throws: ToolError.self) { try dd.run(arguments, megabytes: 100) }
    #expect(try dd.run(arguments, megabytes: 400) == Data())
  }

  @Test func aStreamEndsWhereItIsTold() throws {
    struct Enough: Error {}
    var parts = 0
    #expect(throws: Enough.self) {
      try shell.stream(
        ["-c", "while :; do echo x; done"],
        receive: { _ in
          parts += 1
          if parts == 3 { throw Enough() }
        })
    }
    #expect(throws: Enough.self) {
      try shell.stream(["-c", "exec sleep 100"], shouldStop: { throw Enough() })
    }
    let outcome = try shell.stream(["-c", "echo why >&2; exit 3"])
    #expect(outcome.status == 3 && outcome.message == "why\n")
  }
}
