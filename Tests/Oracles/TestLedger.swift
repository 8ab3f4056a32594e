/// A test as its source names it.
package struct TestEntry: Hashable {
  /// Such as `LinearAlgebraTests/NormTests.swift`.
  package let file: String
  package let function: String
  /// Its doc comment, in one line.
  package let comment: String
}

/// The tests of a target, read from its source: what `nemon-book test` prints, each with its oracle.
package func testEntries(of target: String) throws -> [TestEntry] {
  let files = try ProjectFiles.names(in: "Tests/Nemon/\(target)")
  return try files.filter { $0.hasSuffix(".swift") }.flatMap { file in
    var entries: [TestEntry] = []
    var (comment, inTest) = ("", false)
    for line in try ProjectFiles.text("Tests/Nemon/\(target)/\(file)").split(separator: "\n") {
      let text = line.drop { $0 == " " }
      if text.hasPrefix("///") {
        comment += (comment.isEmpty ? "" : " ") + text.dropFirst(3).drop { $0 == " " }
        continue
      }
      if text.hasPrefix("@Test") { inTest = true }
      if inTest, let function = text.firstMatch(of: /func (\w+)/) {
        entries.append(
          TestEntry(file: "\(target)/\(file)", function: String(function.1), comment: comment))
      }
      if !inTest || text.contains("func ") { (comment, inTest) = ("", false) }
    }
    return entries
  }
}
