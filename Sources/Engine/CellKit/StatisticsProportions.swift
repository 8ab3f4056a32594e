import Foundation

/// Intervals for the probability behind `successes` of `count` independent trials.
public enum Proportion {
  /// Wilson's score interval: its coverage is near the confidence also for small counts and near 0 and 1.
  /// - Precondition: `0 <= successes <= count`, `count > 0`.
  public static func wilson(successes: Int, of count: Int, confidence: Double = 0.95) -> Interval {
    precondition(successes >= 0 && successes <= count && count > 0)
    let z = Normal.quantile(0.5 + confidence / 2)
    let n = Double(count)
    let share = Double(successes) / n
    let centre = (share + z * z / (2 * n)) / (1 + z * z / n)
    let half = z / (1 + z * z / n) * (share * (1 - share) / n + z * z / (4 * n * n)).squareRoot()
    return Interval(max(0, centre - half), min(1, centre + half), confidence: confidence)
  }

  /// Clopper and Pearson's interval: covers with at least the confidence, always.
  /// - Precondition: `0 <= successes <= count`, `count > 0`.
  public static func clopperPearson(
    successes: Int, of count: Int, confidence: Double = 0.95
  ) -> Interval {
    precondition(successes >= 0 && successes <= count && count > 0)
    let tail = (1 - confidence) / 2
    let (k, n) = (Double(successes), Double(count))
    let lower = successes == 0 ? 0 : Beta.quantile(tail, k, n - k + 1)
    let upper = successes == count ? 1 : Beta.quantile(1 - tail, k + 1, n - k)
    return Interval(lower, upper, confidence: confidence)
  }

  /// Successes of all cases, and Wilson's interval in per cent: `12 of 30 [25, 58]`; nil without a case.
  public static func text(_ successes: Int, of count: Int) -> String? {
    guard count > 0 else { return nil }
    let interval = wilson(successes: successes, of: count)
    return String(
      format: "%d of %d [%.0f, %.0f]", successes, count, 100 * interval.lower, 100 * interval.upper)
  }
}
