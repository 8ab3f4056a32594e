/// What a claim of the paper receives.
public enum Verdict: String, Codable, Sendable, CaseIterable {
  case reproduced, partly, notReproduced, undecidable, notRun, stale
}

/// What a claim cell returns: the verdict with its evidence.
public struct Judgement: Codable, Sendable, Equatable {
  public var verdict: Verdict

  public init(verdict: Verdict) { self.verdict = verdict }
}
