import ExecutableBook
import Testing

@Suite struct ShardTableTests {
  @Test func seedsOfOneSettingShareALine() {
    let shards =
      (1...5).map { ("family=nemon,lambda=1e-3,seed=\($0)", $0 <= 3) } + [
        ("family=idl,seed=7", true), ("number=4", false), ("seed=1", false), ("seed=3", false),
      ]
    #expect(
      ShardTable(shards).lines == [
        "nemon, lambda 1e-3: seeds 1 to 3 kept, 4 and 5 missing", "idl: seed 7 kept", "number 4: missing",
        "seeds 1 and 3 missing",
      ])
  }

  @Test(arguments: [
    ([1], "1"), ([2, 1], "1 and 2"), ([1, 2, 3], "1 to 3"), ([1, 3, 7, 8, 9], "1, 3 and 7 to 9"),
    ([], ""), ([4, 4], "4"), ([1, 2, 4, 5, 6], "1, 2 and 4 to 6"),
  ])
  func ranges(numbers: [Int], words: String) { #expect(ShardTable.ranges(numbers) == words) }
}
