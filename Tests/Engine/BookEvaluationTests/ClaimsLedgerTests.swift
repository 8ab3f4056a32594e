import BookEvaluation
import BookTesting
import CellKit
import ChapterSyntax
import Foundation
import Support
import Testing

@Suite struct ClaimsLedgerTests {
  enum Trouble: Error { case any }

  static let good = Judgement(.number("n", observed: 1, expected: 0...2))
  static let bad = Judgement(.number("n", observed: 3, expected: 0...2))

  static let book = TestBook([
    TestCell(id: "exact"),
    TestCell(id: "sampled", readsScale: true),
    TestCell(id: "sweep", attributes: ["cost": "hours"]),
    TestCell(
      id: "C1", kind: .claim, reads: ["exact"],
      attributes: ["source": "abstract: sentence 2", "scope": "a small model", "statement": "It is so."],
      body: .claim { _ in good }),
    TestCell(id: "C2", kind: .claim, reads: ["sampled"], body: .claim { _ in good }),
    TestCell(id: "C3", kind: .claim, reads: ["exact"], body: .claim { _ in bad }),
    TestCell(id: "C7", kind: .claim, reads: ["sweep"], body: .claim { _ in good }),
    TestCell(id: "C9", kind: .claim, body: .claim { _ in throw Trouble.any }),
    TestCell(id: "S1", kind: .claim, body: .claim { _ in Judgement() }),
  ])

  private func ledger(
    _ book: TestBook, _ project: TemporaryProject, scale: Scale = .paper,
    recorded: [String: Verdict] = [:], recompute: Set<String> = []
  ) throws -> ClaimsLedger {
    try ClaimsLedger(
      plan: book.plan, evaluation: book.evaluate(in: project, scale: scale, recompute: recompute),
      recorded: RecordedVerdicts(recorded))
  }

  @Test func verdictsAtPaperScale() throws {
    let ledger = try ledger(Self.book, TemporaryProject())
    let verdicts = ledger.entries.map { "\($0.id) \($0.verdict.rawValue)" }
    #expect(
      verdicts == [
        "C1 reproduced", "C2 reproduced", "C3 notReproduced", "C7 notRun", "C9 notRun", "S1 undecidable",
      ])
    #expect(ledger["C1"]?.statement == "It is so." && ledger["C1"]?.scope == "a small model")
    #expect(ledger["C1"]?.source == ClaimSource(.abstract, "sentence 2"))
    // Nobody is said to claim what has no source.
    #expect(ledger["C2"]?.source == ClaimSource(.ours))
    #expect(ledger["C7"]?.reason == "needs sweep")
    #expect(ledger["C9"]?.reason == "C9 failed: Trouble.any")
    #expect(ledger["C3"]?.judgement == Self.bad)
    #expect(ledger.count(.notRun) == 2)
  }

  @Test func aQuickRunGivesNoVerdict() throws {
    let ledger = try ledger(Self.book, TemporaryProject(), scale: .quick)
    #expect(ledger["C2"]?.verdict == .notRun && ledger["C2"]?.preliminary == .reproduced)
    #expect(ledger["C2"]?.reason == "seen at quick scale only")
    // What does not depend on the scale is as good as ever.
    #expect(ledger["C1"]?.verdict == .reproduced && ledger["C1"]?.preliminary == nil)
  }

  @Test func aStaleInputMakesAStaleVerdict() throws {
    let project = try TemporaryProject()
    #expect(try ledger(Self.book, project, recompute: ["sweep"])["C7"]?.verdict == .reproduced)
    var edited = Self.book
    edited["sweep"].code = "2"
    let entry = try #require(try ledger(edited, project)["C7"])
    #expect(entry.verdict == .stale && entry.judgement == Self.good)
    #expect(entry.reason == "rests on outdated values: sweep")
  }

  @Test func changedVerdictsAreThoseThatDifferFromTheRecord() throws {
    let recorded: [String: Verdict] = [
      "C1": .reproduced, "C2": .partly, "C3": .notReproduced, "C7": .notRun, "C9": .notRun,
    ]
    let ledger = try ledger(Self.book, TemporaryProject(), recorded: recorded)
    #expect(ledger.changed.map(\.id) == ["C2", "S1"])
  }

  @Test func theRecordIsReadAndWritten() throws {
    let project = try TemporaryProject()
    #expect(try RecordedVerdicts.read(project.paths) == RecordedVerdicts())
    let verdicts = RecordedVerdicts(["C2": .partly, "C1": .reproduced])
    #expect(try verdicts.write(project.paths))
    #expect(try !verdicts.write(project.paths))
    #expect(try RecordedVerdicts.read(project.paths) == verdicts)
    let text = try String(contentsOf: project.paths.recordedClaims, encoding: .utf8)
    #expect(text == "{\n  \"C1\" : \"reproduced\",\n  \"C2\" : \"partly\"\n}\n")
  }

  @Test(arguments: [
    ("[1]", RecordedVerdictsError?.none),
    (#"{"C1": "maybe"}"#, .unknownVerdict(claim: "C1", word: "maybe")),
  ])
  func hostileRecordsAreErrors(text: String, expected: RecordedVerdictsError?) throws {
    let project = try TemporaryProject()
    try Data(text.utf8).write(to: project.paths.recordedClaims)
    let error = expected ?? .unreadable(path: project.paths.recordedClaims.path)
    #expect(throws: error) { try RecordedVerdicts.read(project.paths) }
  }

  static let scores: [([(ClaimSource.Origin, Verdict)], [String])] = [
    ([], []),
    (
      [(.summary, .undecidable), (.abstract, .partly), (.abstract, .reproduced), (.ours, .notReproduced)]
        + Array(repeating: (.abstract, .reproduced), count: 5) + [
          (.abstract, .notReproduced), (.abstract, .partly),
        ]
        + [(.ours, .reproduced), (.summary, .undecidable)],
      [
        "Of the paper’s 9 claims 6 are reproduced, 2 partly, 1 is not.",
        "Of this book’s own 2 claims 1 is reproduced, 1 is not.",
        "All of the 2 claims of a machine-written summary are undecidable.",
      ]
    ),
    (
      [(.abstract, .partly), (.abstract, .notReproduced), (.releasedCode, .stale), (.followUp, .notRun)],
      [
        "Of the paper’s 2 claims 1 is partly reproduced, 1 is not reproduced.",
        "Of the 2 claims of released code and later work 1 has no verdict, 1 rests on outdated values.",
      ]
    ),
    ([(.ours, .reproduced)], ["This book’s own 1 claim is reproduced."]),
    ([(.abstract, .notRun), (.abstract, .notRun)], ["None of the paper’s 2 claims has a verdict."]),
  ]

  @Test(arguments: scores.indices)
  func theScoreIsCountedForEachGroup(index: Int) {
    let (claims, sentences) = Self.scores[index]
    let entries = claims.enumerated().map { number, claim in
      ClaimsLedger.Entry(
        id: "C\(number)", chapter: "a", location: SourceLocation(file: "a.md", line: 1),
        source: ClaimSource(claim.0, "x"), statement: "", verdict: claim.1)
    }
    #expect(ClaimsLedger(entries: entries).score == sentences)
    #expect(ClaimsLedger(entries: entries).recordedScore == [], "none is recorded")
    // As a quick run leaves them.
    let quick = entries.map { entry in
      var entry = entry
      (entry.recorded, entry.verdict) = (entry.verdict, .notRun)
      return entry
    }
    #expect(ClaimsLedger(entries: quick).recordedScore == (quick.isEmpty ? [] : sentences))
  }

  @Test func aSourceIsWrittenAndReadAsOneText() throws {
    let source = ClaimSource(.releasedCode, "a notebook: its last cell")
    let data = try JSONEncoder().encode([source])
    #expect(String(decoding: data, as: UTF8.self) == #"["released code: a notebook: its last cell"]"#)
    #expect(try JSONDecoder().decode([ClaimSource].self, from: data) == [source])
    #expect(throws: DecodingError.self) {
      try JSONDecoder().decode([ClaimSource].self, from: Data(#"["section 4"]"#.utf8))
    }
  }
}
