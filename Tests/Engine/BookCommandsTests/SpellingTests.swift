import BookCommands
import Testing

@Suite struct SpellingTests {
  @Test(arguments: [
    ("", "abc", 3), ("kitten", "sitting", 3), ("flaw", "lawn", 2), ("same", "same", 0), ("abc", "", 3),
  ])
  func distance(a: String, b: String, expected: Int) {
    #expect(Spelling.distance(a, b) == expected)
    #expect(Spelling.distance(b, a) == expected)
  }

  @Test func nearOnesComeFirst() {
    let known = ["fig-volumes", "fig-slices", "fig-volume-ratio", "table-solvers"]
    #expect(Spelling.near("fig-volume", among: known) == ["fig-volumes", "fig-volume-ratio"])
    #expect(Spelling.near("zzz", among: known) == [])
  }
}
