import Foundation
import Testing

/// Runs the tool as the plugin does, on a project in a temporary folder.
@Suite struct TangleToolTests {
  private let project = Project()

  @Test func writesThreeFilesAChapter() throws {
    try project.write("chapters/01.md", cell("a", "1"))
    let run = try project.tangle("01")
    #expect(run == Run(exitCode: 0, errors: ""))
    #expect(try project.names(in: "out") == ["01.presentation.swift", "01.results.swift", "01.setup.swift"])
    // SHA-256 of the canonical text `1`, U+001D, `type=Int`, by sha256sum.
    let digest = "235bd3e40c0e4b6979a71df4d7715e4809bd01334c8ea2b37cc0f16826afead4"
    let results = try project.read("out/01.results.swift")
    #expect(results.contains("codeDigest: \"\(digest)\""))
    #expect(results.contains("private func cell_a() throws -> Int {"))
  }

  @Test func leavesFilesThatDoNotChange() throws {
    try project.write("chapters/01.md", "Text\n\n" + cell("a", "1"))
    _ = try project.tangle("01")
    let before = try project.identities(in: "out")
    try project.write("chapters/01.md", "Other\n\n" + cell("a", "1"))
    _ = try project.tangle("01")
    #expect(try project.identities(in: "out") == before)
    try project.write("chapters/01.md", "Other\n\n" + cell("a", "2"))
    _ = try project.tangle("01")
    let after = try project.identities(in: "out")
    #expect(after["01.results.swift"] != before["01.results.swift"])
    #expect(after["01.setup.swift"] == before["01.setup.swift"])
  }

  @Test func holdsNoAbsolutePath() throws {
    try project.write("chapters/01.md", cell("a", "1"))
    try project.write("Sources/M/a.swift", "let a = 1")
    _ = try project.tangle("01")
    _ = try project.index()
    for name in try project.names(in: "out") {
      #expect(try !project.read("out/" + name).contains(project.root), "\(name)")
    }
  }

  @Test func reportsItsOwnChapterOnlyAndWritesNothing() throws {
    try project.write("chapters/01.md", cell("a", "("))
    try project.write("chapters/02.md", "``` {.swift .resutl}\n```\n")
    let run = try project.tangle("01")
    #expect(run.exitCode == 1)
    #expect(
      run.errors == """
        chapters/01.md:2:1: error: this `(` is not closed in this cell [unbalanced-code]
          2 | (
            | ^

        """)
    #expect(try project.names(in: "out") == [])
    #expect(
      try project.tangle("02").errors.hasPrefix("chapters/02.md:1:13: error: unknown kind of cell `resutl`"))
  }

  @Test(
    arguments: [
      ([], "tangle: error: --root is missing\n", 2),
      (["--chapter"], "tangle: error: --chapter needs a value\n", 2),
      (["--what"], "tangle: error: unknown argument --what\n", 2),
      (["--source", "x"], "tangle: error: --module before --source is missing\n", 2),
      (["--root", "/", "--output", "/x"], "tangle: error: --chapter or --index is missing\n", 2),
      (["--root", "/", "--output", "/x", "--chapter", "a"], "tangle: error: no chapter is named a\n", 1),
      (["--root", "/", "--output", "/x", "--index", "/no/a.md"], "tangle: error: cannot read /no/a.md\n", 1),
    ] as [([String], String, Int32)])
  func usage(_ arguments: [String], errors: String, exitCode: Int32) throws {
    #expect(try project.run(arguments) == Run(exitCode: exitCode, errors: errors))
  }

  // MARK: The index

  @Test func digestsFollowCodeAndNotComments() throws {
    try project.write("Sources/M/a.swift", "let a = 1")
    try project.write("Sources/C/c.c", "int c;")
    let first = try project.index()
    try project.write("Sources/M/a.swift", "// why\nlet  a = 1")
    try project.write("Sources/C/c.c", "int\nc; /* d */")
    #expect(try project.index() == first)

    try project.write("Sources/C/c.c", "long c;")
    let second = try project.index()
    #expect(second["C"] != first["C"])
    #expect(second["M"] != first["M"], "M depends on C")
    #expect(second["Alone"] == first["Alone"])

    try project.write("Sources/M/a.swift", "let a = 2")
    let third = try project.index()
    #expect(third["C"] == second["C"])
    #expect(third["M"] != second["M"])
  }

  @Test func digestsFollowFileNames() throws {
    try project.write("Sources/M/a.swift", "let a = 1")
    let first = try project.index()
    try project.move("Sources/M/a.swift", to: "Sources/M/b.swift")
    #expect(try project.index()["M"] != first["M"])
  }

  private func cell(_ id: String, _ body: String) -> String {
    "``` {.swift .result #\(id) type=\"Int\"}\n\(body)\n```\n"
  }
}
