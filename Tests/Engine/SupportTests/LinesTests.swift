import Foundation
import Support
import Testing

@Suite struct LinesTests {
  private func lines(_ pieces: [String]) -> [String] {
    var (lines, heard) = (Lines(), [String]())
    for piece in pieces { lines.take(Data(piece.utf8)) { heard.append($0) } }
    lines.end { heard.append($0) }
    return heard
  }

  /// Wherever the pieces are cut, the lines are the same.
  @Test func anyCutGivesTheSameLines() {
    let text = "one\n\ntwo and a half\nlast"
    let expected = ["one", "", "two and a half", "last"]
    #expect(lines([text]) == expected && lines(text.map(String.init)) == expected)
    for cut in 0...text.count {
      #expect(lines([String(text.prefix(cut)), String(text.dropFirst(cut))]) == expected)
    }
    #expect(lines(["whole\n"]) == ["whole"] && lines([]) == [])
  }

  @Test func aLineWithoutEndComesInParts() {
    let found = lines(Array(repeating: String(repeating: "x", count: 1000), count: 200))
    #expect(found.count > 2 && found.allSatisfy { $0.count <= 67_000 } && found.joined().count == 200_000)
  }
}
