import Oracles
import Testing

@Suite struct DocumentationTests {
  static let article = "Sources/ImplicitNetworks/ImplicitNetworks.docc/"

  /// The example that README and the documentation show is the one that runs. Oracle: the test's source.
  @Test(arguments: ["README.md", article + "ImplicitNetworks.md"])
  func theExampleIsTested(file: String) throws {
    let test = try ProjectFiles.text("Tests/RobustnessTests/ReadmeExampleTests.swift")
    let begin = try #require(test.range(of: "    let parameters"))
    let end = try #require(test.range(of: "\n\n    // Oracle"))
    let code = test[begin.lowerBound..<end.lowerBound]
      .split(separator: "\n", omittingEmptySubsequences: false)
      .map { $0.hasPrefix("    ") ? String($0.dropFirst(4)) : String($0) }
    #expect(code.count { !$0.isEmpty } <= 15)
    let imports = ["import ImplicitNetworks", "import LinearAlgebra", "import Robustness", ""]
    let shown = "```swift\n" + (imports + code).joined(separator: "\n") + "\n```\n"
    #expect(try ProjectFiles.text(file).contains(shown))
  }

  /// The lines for a user's Package.swift are the same in both places. Oracle: the names in our own.
  @Test func theDependencyIsNamedAlike() throws {
    let package = try ProjectFiles.text("Package.swift")
    #expect(package.contains("name: \"nemon-book\""))
    #expect(package.contains(".library(name: \"ImplicitNetworks\""))
    for file in ["README.md", Self.article + "ImplicitNetworks.md"] {
      let text = try ProjectFiles.text(file)
      #expect(text.contains(".package(path: \"../nemon-book\")"))
      #expect(text.contains(".product(name: \"ImplicitNetworks\", package: \"nemon-book\")"))
    }
  }

  /// Every row of "From paper to code" leads somewhere. Oracle: the sources, the tests and the chapters themselves.
  @Test func everyRowLeadsSomewhere() throws {
    let targets = ["LinearAlgebraTests", "ImplicitNetworksTests", "RobustnessTests", "TrainingTests"]
    let tests = try Set(
      targets.flatMap { target in
        try testEntries(of: target).map { entry in
          let suite = entry.file.split(separator: "/").last?.dropLast(".swift".count) ?? ""
          return "\(suite).\(entry.function)"
        }
      })
    let sources = try ["LinearAlgebra", "ImplicitNetworks", "Robustness", "Training"]
      .map { try ProjectFiles.swiftSources(in: "Sources/\($0)") }.joined()
    let chapters = try ProjectFiles.names(in: "chapters")
    let rows = try ProjectFiles.text(Self.article + "FromPaperToCode.md").split(separator: "\n")
      .filter { $0.hasPrefix("| ") }
      .map { row in
        row.split(separator: "|", omittingEmptySubsequences: false)
          .map { $0.filter { $0 != " " && $0 != "`" } }
      }
      .filter { $0.count == 6 && $0[2] != "symbol" }
    #expect(rows.count > 25)
    for row in rows {
      let (symbol, test, chapter) = (row[2], row[3], row[4])
      let declaration = try Regex("(struct|enum|class|protocol|func|var|case|init) \(symbol)\\b")
      #expect(sources.firstMatch(of: declaration) != nil, "no declaration of \(symbol)")
      #expect(tests.contains(test), "no test \(test)")
      #expect(chapter.isEmpty || chapters.contains { $0.hasPrefix(chapter + "-") }, "no chapter \(chapter)")
    }
    let claims = try ProjectFiles.text("chapters/claims.json").matches(of: /"([BC]\d+)"/).map { $0.1 }
    for claim in claims {
      #expect(rows.contains { $0[1].hasPrefix(claim) }, "claim \(claim) has no row")
    }
  }
}
