/// What a claim of the paper receives.
public enum Verdict: String, Codable, Sendable, CaseIterable {
  case reproduced, partly, notReproduced, undecidable, notRun, stale
}

/// What a claim cell returns: checks, and the verdict that follows from them.
///
///     return Judgement(
///       essential: [
///         .inequality("no pair violates the bound", worst: ratio, atMost: 1, count: pairs.count)
///       ],
///       supporting: [
///         .number("the bound is tight", observed: tightest, expected: 0.9...1)
///       ])
///
/// Nothing is green by default: without an essential check the verdict is undecidable.
public struct Judgement: Codable, Sendable, Equatable {
  /// The checks that make the claim: one that fails refutes it.
  public var essential: [Check]
  /// The checks of what the claim says besides: one that does not hold makes the verdict `partly`.
  public var supporting: [Check]
  /// What a reader should know about the verdict: text in which `$...$` is mathematics.
  public var remark: String?

  /// - Parameters:
  ///   - essential: without one the verdict is undecidable.
  ///   - supporting: none by default.
  ///   - remark: for the reader; decides nothing.
  public init(essential: [Check], supporting: [Check] = [], remark: String? = nil) {
    self.essential = essential
    self.supporting = supporting
    self.remark = remark
  }

  /// A judgement all of whose checks are essential.
  /// - Parameters:
  ///   - checks: without one the verdict is undecidable.
  ///   - remark: for the reader; decides nothing.
  public init(_ checks: Check..., remark: String? = nil) {
    self.init(essential: checks, remark: remark)
  }

  /// All checks, essential ones first.
  public var checks: [Check] { essential + supporting }

  /// * `notReproduced`: an essential check fails;
  /// * `undecidable`: else, an essential check is undecidable, or there is none;
  /// * `reproduced`: else, every supporting check holds too;
  /// * `partly`: else.
  public var verdict: Verdict {
    if essential.contains(where: { $0.holds == false }) { return .notReproduced }
    if essential.isEmpty || essential.contains(where: { $0.holds == nil }) { return .undecidable }
    return supporting.allSatisfy { $0.holds == true } ? .reproduced : .partly
  }
}
