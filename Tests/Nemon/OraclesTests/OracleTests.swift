import Foundation
import Oracles
import Testing

@Suite struct OracleTests {
  /// Every test of the mathematics says what it compares with. Oracle: the tests' own sources, and how often `@Test`
  /// stands there.
  @Test(arguments: ["LinearAlgebraTests", "ImplicitNetworksTests", "RobustnessTests"])
  func everyTestNamesItsOracle(target: String) throws {
    let entries = try testEntries(of: target)
    for entry in entries {
      #expect(entry.comment.contains("Oracle"), "\(entry.file) \(entry.function) names no oracle")
    }
    let sources = try Set(entries.map(\.file)).map { try ProjectFiles.text("Tests/Nemon/\($0)") }
    let marks = sources.reduce(0) { $0 + $1.matches(of: /\n *@Test/).count }
    #expect(entries.count == marks && marks > 10)
  }

  /// No reference value is left out: each key of reference.json and of certificates.json stands in a test, but for
  /// their seeds. Oracle: the files' own keys.
  @Test(arguments: [(ReferenceValues.file, 8), (ReferenceCertificates.file, 2)])
  func everyReferenceValueIsCompared(file: URL, count: Int) throws {
    let targets = ["LinearAlgebraTests", "ImplicitNetworksTests", "RobustnessTests"]
    let files = try Set(targets.flatMap { try testEntries(of: $0).map(\.file) })
    let tests = try files.map { try ProjectFiles.text("Tests/Nemon/\($0)") }.joined()
    let object = try JSONSerialization.jsonObject(with: Data(contentsOf: file))
    let groups = try #require(object as? [String: Any])
    #expect(groups.count == count)
    for (group, value) in groups where group != "seed" {
      #expect(tests.contains(".\(group)"), "no test reads \(group)")
      let first = (value as? [[String: Any]])?.first ?? (value as? [String: Any]) ?? [:]
      #expect(!first.isEmpty)
      for key in first.keys where !Self.readByTheModel.contains("\(group).\(key)") {
        let use = try Regex("(reference|layer|\\$0)\\.\(NSRegularExpression.escapedPattern(for: key))\\b")
        #expect(tests.firstMatch(of: use) != nil, "no test reads \(key) of \(group)")
      }
    }
  }

  /// Parameters that ``ReferenceValues/EquilibriumCase/model(_:)`` and its inputs are made of.
  private static let readByTheModel: Set<String> = Set(
    ["T", "d", "gamma", "B", "b", "C", "c", "u"].map { "equilibria.\($0)" })
}
