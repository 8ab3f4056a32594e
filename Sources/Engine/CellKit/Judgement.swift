/// What a claim of the paper receives.
public enum Verdict: String, Codable, Sendable, CaseIterable {
  case reproduced, partly, notReproduced, undecidable, notRun, stale
}

/// What a claim cell returns: checks, and the verdict that follows from them.
///
///     Judgement {
///       Check("no pair violates the bound", in: pairs, largest: \.ratio, atMost: 1)
///     } supporting: {
///       Check("the bound is tight", in: pairs, largest: \.ratio, inside: 0.9...1)
///     }
///
/// Nothing is green by default: without an essential check the verdict is undecidable.
public struct Judgement: Codable, Sendable, Equatable {
  /// The checks that make the claim: one that fails refutes it.
  public var essential: [Check]
  /// The checks of what the claim says besides: one that does not hold makes the verdict `partly`.
  public var supporting: [Check]
  /// What a reader should know about the verdict: text in which `$...$` is mathematics.
  public var remark: String?

  /// A judgement by checks that are there.
  public init(essential: [Check], supporting: [Check] = [], remark: String? = nil) {
    self.essential = essential
    self.supporting = supporting
    self.remark = remark
  }

  /// A judgement all of whose checks are essential.
  public init(_ checks: Check..., remark: String? = nil) {
    self.init(essential: checks, remark: remark)
  }

  /// A judgement by named checks, the essential ones first.
  public init(
    remark: String? = nil, @CheckBuilder essential: () -> [Check],
    @CheckBuilder supporting: () -> [Check] = { [] }
  ) {
    self.init(essential: essential(), supporting: supporting(), remark: remark)
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

/// Collects the checks of a judgement; loops and conditions may be used.
@resultBuilder
public enum CheckBuilder {
  /// A check.
  public static func buildExpression(_ check: Check) -> [Check] { [check] }
  /// Several checks, such as a function makes.
  public static func buildExpression(_ checks: [Check]) -> [Check] { checks }
  /// The checks of `parts` one after the other.
  public static func buildBlock(_ parts: [Check]...) -> [Check] { parts.flatMap { $0 } }
  /// The checks of an `if` without `else`.
  public static func buildOptional(_ part: [Check]?) -> [Check] { part ?? [] }
  /// The checks of all rounds of a `for` loop.
  public static func buildArray(_ parts: [[Check]]) -> [Check] { parts.flatMap { $0 } }
}
