import Foundation
import Oracles
import Testing

@Suite struct DocumentationTests {
  static let article = "Sources/Nemon/ImplicitNetworks/ImplicitNetworks.docc/"

  /// The example that README and the documentation show is the one that runs. Oracle: the test's source.
  @Test(arguments: ["README.md", article + "ImplicitNetworks.md"])
  func theExampleIsTested(file: String) throws {
    let test = try ProjectFiles.text("Tests/Nemon/RobustnessTests/ReadmeExampleTests.swift")
    let begin = try #require(test.range(of: "    let parameters"))
    let end = try #require(test.range(of: "\n\n    // Oracle"))
    let lines = test[begin.lowerBound..<end.lowerBound].split(
      separator: "\n", omittingEmptySubsequences: false)
    let code = lines.map { line in line.hasPrefix("    ") ? String(line.dropFirst(4)) : String(line) }
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
    let modules = [
      "LinearAlgebra", "ImplicitNetworks", "Robustness", "Training", "CertifiedTraining", "Attacks",
    ]
    let targets = modules.map { $0 + "Tests" }
    var tests: Set<String> = []
    for target in targets {
      for entry in try testEntries(of: target) {
        let suite = entry.file.split(separator: "/").last?.dropLast(".swift".count) ?? ""
        tests.insert("\(suite).\(entry.function)")
      }
    }
    let sources =
      try modules
      .map { try ProjectFiles.swiftSources(in: "Sources/Nemon/\($0)") }.joined()
    let chapters = try ProjectFiles.names(in: "chapters")
    let rows = try Self.rows(of: "FromPaperToCode.md")
    #expect(rows.count > 25)
    for row in rows {
      let (symbol, test, chapter) = (row[2], row[3], row[4])
      let pattern = "(struct|enum|class|protocol|func|var|case|init) \(symbol)\\b"
      let declaration = try Regex(pattern)
      #expect(sources.firstMatch(of: declaration) != nil, "no declaration of \(symbol)")
      #expect(tests.contains(test), "no test \(test)")
      #expect(chapter.isEmpty || chapters.contains { $0.hasPrefix(chapter + "-") }, "no chapter \(chapter)")
    }
    let claims = try ProjectFiles.text("chapters/claims.json").matches(of: /"([BC]\d+)"/).map { $0.1 }
    for claim in claims {
      let named = rows.contains { row in
        row[1].hasPrefix(claim) && row[1].dropFirst(claim.count).first?.isNumber == false
      }
      #expect(named, "claim \(claim) has no row")
    }
  }

  /// The rows of the four columns' tables, each with an empty cell before and behind, without code marks and spaces.
  private static func rows(of file: String) throws -> [[String]] {
    var rows: [[String]] = []
    for line in try ProjectFiles.text(article + file).split(separator: "\n") where line.hasPrefix("| ") {
      let plain = line.filter { $0 != " " && $0 != "`" }
      let cells = plain.split(separator: "|", omittingEmptySubsequences: false).map { String($0) }
      if cells.count == 6 && cells[2] != "symbol" { rows.append(cells) }
    }
    return rows
  }
}
