import CellKit
import Foundation
import Testing

@Suite struct JudgementTests {
  private static func check(_ holds: Bool?) -> Check { Check("c", kind: .inequality, holds: holds) }

  /// Essential checks, supporting checks, verdict.
  static let table: [([Bool?], [Bool?], Verdict)] = [
    ([], [], .undecidable),
    ([], [true], .undecidable),
    ([], [false], .undecidable),
    ([true], [], .reproduced),
    ([true, true], [true], .reproduced),
    ([true], [false], .partly),
    ([true], [nil], .partly),
    ([true], [true, false], .partly),
    ([false], [], .notReproduced),
    ([true, false], [true], .notReproduced),
    ([nil, false], [], .notReproduced),
    ([nil], [], .undecidable),
    ([true, nil], [true], .undecidable),
    ([true, nil], [false], .undecidable),
  ]

  @Test(arguments: table.indices)
  func verdict(row: Int) {
    let (essential, supporting, expected) = Self.table[row]
    let judgement = Judgement(
      essential: essential.map(Self.check), supporting: supporting.map(Self.check))
    #expect(judgement.verdict == expected)
  }

  @Test func theVerdictIsNotStored() throws {
    let judgement = Judgement(Self.check(true), remark: "as *stated*")
    let data = try JSONEncoder().encode(judgement)
    #expect(!String(decoding: data, as: UTF8.self).contains("verdict"))
    #expect(try JSONDecoder().decode(Judgement.self, from: data) == judgement)
  }
}
