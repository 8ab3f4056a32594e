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

  /// Every row of the tables from the paper to the code leads somewhere. Oracle: the sources, the tests and the recorded claims.
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
    let rows = try Self.rows(of: "chapters/16-notation.md").filter { $0[2].hasPrefix("`") }.map { row in
      row.map { $0.filter { $0 != "`" } }
    }
    #expect(rows.count > 25)
    for row in rows {
      let (symbol, test) = (row[2], row[3])
      let pattern = "(struct|enum|class|protocol|func|var|case|init) \(symbol)\\b"
      let declaration = try Regex(pattern)
      #expect(sources.firstMatch(of: declaration) != nil, "no declaration of \(symbol)")
      #expect(tests.contains(test), "no test \(test)")
    }
    let claims = try ProjectFiles.text("chapters/claims.json").matches(of: /"([BC]\d+)"/).map { $0.1 }
    for claim in claims {
      let named = rows.contains { row in
        row[1].hasPrefix("@claim-\(claim),")
      }
      #expect(named, "claim \(claim) has no row")
    }
  }

  /// The rows of the three columns' tables, each with an empty cell before and behind, without spaces.
  private static func rows(of file: String) throws -> [[String]] {
    var rows: [[String]] = []
    for line in try ProjectFiles.text(file).split(separator: "\n") where line.hasPrefix("| ") {
      let plain = line.filter { $0 != " " }
      let cells = plain.split(separator: "|", omittingEmptySubsequences: false).map { String($0) }
      if cells.count == 5 { rows.append(cells) }
    }
    return rows
  }
}
