import CellKit
import ChapterSyntax

/// Whose claims are counted together.
package enum ClaimGroup: CaseIterable, Sendable {
  /// In the order in which a reader wants to know.
  case paper, laterWork, book, summary

  /// The heading of its part of the ledger.
  package var title: String {
    switch self {
    case .paper: "The paper’s claims"
    case .laterWork: "Claims of released code and later work"
    case .book: "This book’s own claims"
    case .summary: "Claims of a machine-written summary of the paper"
    }
  }

  /// Such as `the paper’s 9 claims`.
  func claims(_ count: Int) -> String {
    let claims = count == 1 ? "1 claim" : "\(count) claims"
    return switch self {
    case .paper: "the paper’s \(claims)"
    case .laterWork: "the \(claims) of released code and later work"
    case .book: "this book’s own \(claims)"
    case .summary: "the \(claims) of a machine-written summary"
    }
  }
}

extension ClaimSource.Origin {
  package var group: ClaimGroup {
    switch self {
    case .abstract: .paper
    case .releasedCode, .followUp: .laterWork
    case .ours: .book
    case .summary: .summary
    }
  }
}

extension ClaimsLedger {
  /// What came out, a sentence for each group that makes claims, such as
  /// `Of the paper’s 9 claims 6 are reproduced, 2 partly, 1 is not.`
  package var score: [String] { score { $0.verdict } }

  /// The same of the recorded verdicts, where nothing has one by this run.
  package var recordedScore: [String] {
    guard entries.allSatisfy({ $0.verdict == .notRun }), entries.contains(where: { $0.recorded != nil })
    else {
      return []
    }
    return score { $0.recorded ?? .notRun }
  }

  private func score(_ verdict: (Entry) -> Verdict) -> [String] {
    ClaimGroup.allCases.compactMap { group in
      let verdicts = entries(of: group).map(verdict)
      guard let first = verdicts.first else { return nil }
      if verdicts.count == 1 { return capitalized("\(group.claims(1)) \(Self.word(first, are: "is"))") }
      if Set(verdicts) == [.notRun] {
        return capitalized("none of \(group.claims(verdicts.count)) has a verdict")
      }
      if Set(verdicts).count == 1 {
        return capitalized("all of \(group.claims(verdicts.count)) \(Self.word(first, are: "are"))")
      }
      let parts = Verdict.allCases.compactMap { verdict -> String? in
        let count = verdicts.count { $0 == verdict }
        guard count > 0 else { return nil }
        let are = count == 1 ? "is" : "are"
        // Short where the first part says of what: `6 are reproduced, 2 partly, 1 is not`.
        if verdicts.contains(.reproduced) {
          if verdict == .partly { return "\(count) partly" }
          if verdict == .notReproduced { return "\(count) \(are) not" }
        }
        return "\(count) \(Self.word(verdict, are: are))"
      }
      return capitalized("of \(group.claims(verdicts.count)) \(parts.joined(separator: ", "))")
    }
  }

  private static func word(_ verdict: Verdict, are: String) -> String {
    switch verdict {
    case .reproduced: "\(are) reproduced"
    case .partly: "\(are) partly reproduced"
    case .notReproduced: "\(are) not reproduced"
    case .undecidable: "\(are) undecidable"
    case .notRun: are == "is" ? "has no verdict" : "have no verdict"
    case .stale: are == "is" ? "rests on outdated values" : "rest on outdated values"
    }
  }

  private func capitalized(_ sentence: String) -> String {
    sentence.prefix(1).uppercased() + sentence.dropFirst() + "."
  }
}
