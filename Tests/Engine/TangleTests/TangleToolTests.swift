import Foundation
import Testing

/// Runs the tool as the plugin does, on a project in a temporary folder.
@Suite struct TangleToolTests {
  private let project = Project()

  @Test func writesThreeFilesAChapter() throws {
    try project.write("chapters/01.md", cell("a", "1"))
    let run = try project.tangle()
    #expect(run == Run(exitCode: 0, errors: ""))
    #expect(try project.names(in: "out") == ["01.presentation.swift", "01.results.swift", "01.setup.swift"])
    // SHA-256 of the canonical text by sha256sum: `1`, U+001D, `type=Int`, U+001D, `generated=` and the tokens of the
    // function's first line and of what calls it.
    let digest = "089bce387e9807e62a5804baacded02430c0b08f37de59bb7185fea95d4ddb49"
    let results = try project.read("out/01.results.swift")
    #expect(results.contains("codeDigest: \"\(digest)\""))
    #expect(results.contains("private func cell_a() throws -> Int {"))
  }

  @Test func leavesFilesThatDoNotChange() throws {
    try project.write("chapters/01.md", "Text\n\n" + cell("a", "1"))
    _ = try project.tangle()
    let before = try project.identities(in: "out")
    try project.write("chapters/01.md", "Other\n\n" + cell("a", "1"))
    _ = try project.tangle()
    #expect(try project.identities(in: "out") == before)
    try project.write("chapters/01.md", "Other\n\n" + cell("a", "2"))
    _ = try project.tangle()
    let after = try project.identities(in: "out")
    #expect(after["01.results.swift"] != before["01.results.swift"])
    #expect(after["01.setup.swift"] == before["01.setup.swift"])
  }

  @Test func holdsNoAbsolutePath() throws {
    try project.write("chapters/01.md", cell("a", "1"))
    try project.write("Sources/M/a.swift", "let a = 1")
    _ = try project.tangle()
    _ = try project.index()
    for name in try project.names(in: "out") {
      #expect(try !project.read("out/" + name).contains(project.root), "\(name)")
    }
  }

  @Test func reportsAllChaptersAndWritesNothing() throws {
    try project.write("chapters/01.md", cell("a", "("))
    try project.write("chapters/02.md", "``` {.swift .resutl}\n```\n")
    let run = try project.tangle()
    #expect(run.exitCode == 1)
    #expect(
      run.errors.hasPrefix(
        """
        chapters/01.md:2:1: error: this `(` is not closed in this cell [unbalanced-code]
          2 | (
            | ^
        chapters/02.md:1:13: error: unknown kind of cell `resutl`
        """))
    #expect(try project.names(in: "out") == [])
  }

  /// A Swift file beside the chapters is compiled twice: with the results, and as a copy with what shows them.
  @Test func copiesWhatStandsBesideTheChaptersForPresentation() throws {
    try project.write("chapters/01.md", cell("a", "1"))
    try project.write("chapters/Shared.swift", "let shared = 1")
    _ = try project.tangle()
    #expect(
      try project.read("out/Shared.beside.swift").contains(
        """
        #sourceLocation(file: "chapters/Shared.swift", line: 1)
        let shared = 1
        #sourceLocation()
        """))
  }

  @Test(
    arguments: [
      ([], "tangle: error: --root is missing\n", 2),
      (["--cells"], "tangle: error: --cells needs a value\n", 2),
      (["--what"], "tangle: error: unknown argument --what\n", 2),
      (["--source", "x"], "tangle: error: --module before --source is missing\n", 2),
      (["--root", "/", "--output", "/x"], "tangle: error: --cells, --index or --program is missing\n", 2),
      (
        ["--root", "/", "--output", "/x", "--cells", "a"],
        "tangle: error: a is no part of the cells: results or presentation\n", 2
      ),
      (["--root", "/", "--output", "/x", "--index", "/no/a.md"], "tangle: error: cannot read /no/a.md\n", 1),
    ] as [([String], String, Int32)])
  func usage(_ arguments: [String], errors: String, exitCode: Int32) throws {
    #expect(try project.run(arguments) == Run(exitCode: exitCode, errors: errors))
  }

  // MARK: The index

  @Test func digestsFollowCodeAndNotComments() throws {
    try project.write("Sources/M/a.swift", "import Foundation\nimport C\nlet a = 1")
    try project.write("Sources/C/c.c", "#include \"c.inc\"\nint c;")
    try project.write("Sources/C/c.inc", "int d;")
    let first = try project.index()
    #expect(first.keys.sorted() == ["Sources/C/c.c", "Sources/C/c.inc", "Sources/M/a.swift"])
    // That another module of the project is imported says nothing: all its files count.
    try project.write("Sources/M/a.swift", "// why\nimport Foundation\nlet  a = 1")
    try project.write("Sources/C/c.c", "#include \"c.inc\" // for d\nint\nc; /* d */")
    #expect(try project.index() == first)

    try project.write("Sources/C/c.inc", "long d;")
    let second = try project.index()
    #expect(
      second.filter { first[$0.key] != $0.value }.keys.sorted() == ["Sources/C/c.c", "Sources/C/c.inc"])

    try project.write("Sources/M/a.swift", "let a = 1")
    let third = try project.index()
    #expect(third.filter { second[$0.key] != $0.value }.keys.sorted() == ["Sources/M/a.swift"])
  }

  /// The second of two files with the same name is not known from its name alone; files that include each other end.
  @Test func includesThatCannotBeFollowedKeepTheirNames() throws {
    try project.write("Sources/C/a.h", "#include \"b.h\"\n")
    try project.write("Sources/C/b.h", "#include \"a.h\"\n#include \"missing.h\"\n")
    let first = try project.index()
    try project.write("Sources/C/b.h", "#include \"a.h\"\n#include \"other.h\"\n")
    let second = try project.index()
    #expect(first["Sources/C/a.h"] != second["Sources/C/a.h"])
    #expect(first["Sources/C/b.h"] != second["Sources/C/b.h"])
  }

  // MARK: The description

  @Test func namesOfTheDescriptionAreInScope() throws {
    try project.write("chapters/01.md", cell("a", "photographs.name.count"))
    try project.write("Book.swift", #"let book = B(dataSets: [BookDataSet("photographs", in: "d")])"#)
    #expect(
      try project.tangle(["--book", project.root + "/Book.swift"]) == Run(exitCode: 0, errors: ""))
    #expect(try project.read("out/01.results.swift").contains("dataSets: [\"photographs\"]"))
    #expect(try project.tangle().exitCode == 0)
    #expect(try project.read("out/01.results.swift").contains("dataSets: []"))
  }

  /// The index reports the description's mistakes, once.
  @Test func theIndexReportsTheDescription() throws {
    try project.write("chapters/01.md", cell("a", "1"))
    try project.write("Book.swift", "let book =\n  BookDataSet(name)")
    let arguments = [
      "--index", "--root", project.root, "--output", project.root + "/out/index.swift", "--book",
      project.root + "/Book.swift",
    ]
    let run = try project.run(arguments)
    #expect(run.exitCode == 1)
    #expect(run.errors.hasPrefix("Book.swift:2:15: error: a data set's name must be a string literal"))
    #expect(try project.names(in: "out") == [])
  }

  @Test func theProgramImportsNoChapters() throws {
    let file = project.root + "/out/program.swift"
    let run = try project.run([
      "--program", "--root", project.root, "--output", file, "/nowhere/02-b c.md",
    ])
    #expect(run == Run(exitCode: 0, errors: ""))
    let text = try project.read("out/program.swift")
    #expect(text.contains("import CellKit\nimport ExecutableBook\n\n@main"))
    #expect(text.contains("  \"02-b c\": presentation_02B_c,\n"))
  }

  private func cell(_ id: String, _ body: String) -> String {
    "``` {.swift .result #\(id) type=\"Int\"}\n\(body)\n```\n"
  }
}
