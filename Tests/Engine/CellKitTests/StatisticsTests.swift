import CellKit
import Testing

/// Values of printed tables and of SciPy 1.17; closed forms where they exist.
@Suite struct StatisticsTests {
  /// The t table of every statistics book, with more digits by SciPy's `t.ppf`.
  @Test(arguments: [
    (0.975, 1, 12.706204736174705), (0.975, 2, 4.302652729749464), (0.975, 4, 2.7764451051977934),
    (0.95, 10, 1.8124611228116756), (0.995, 30, 2.7499956535672265), (0.975, 1000, 1.9623390808264074),
    (0.9999, 3, 22.203742273205),
  ])
  func quantilesOfStudentT(p: Double, degrees: Int, expected: Double) {
    // The incomplete beta function is right to some 1e-13; 1e-10 leaves room for its inversion.
    let t = StudentT.quantile(p, degreesOfFreedom: degrees)
    #expect(abs(t - expected) <= 1e-10 * expected)
    let mirrored = StudentT.quantile(1 - p, degreesOfFreedom: degrees)
    #expect(abs(mirrored + expected) <= 1e-9 * expected)
    #expect(abs(StudentT.cumulative(t, degreesOfFreedom: degrees) - p) < 1e-12)
  }

  /// With one degree of freedom t is Cauchy's distribution: quantile tan(pi (p - 1/2)).
  @Test func oneDegreeOfFreedomIsCauchy() {
    #expect(abs(StudentT.quantile(0.75, degreesOfFreedom: 1) - 1) < 1e-12)
    #expect(StudentT.quantile(0.5, degreesOfFreedom: 7) == 0)
  }

  @Test(arguments: [
    (0.975, 1.959963984540054), (0.95, 1.6448536269514722), (0.995, 2.5758293035489004), (0.5, 0),
    (1e-6, -4.753424308822899),
  ])
  func quantilesOfTheNormalDistribution(p: Double, expected: Double) {
    #expect(abs(Normal.quantile(p) - expected) < 1e-10)
  }

  /// I_x(1, b) = 1 - (1 - x)^b and I_x(2, 3) at 1/2 = 11/16 are exact; the others by SciPy's `betainc`.
  @Test(arguments: [
    (0.5, 2.0, 3.0, 0.6875), (0.25, 0.5, 0.5, 1.0 / 3), (0.3, 1.0, 2.0, 0.51),
    (0.9, 10.0, 2.0, 0.6973568802), (0.4, 50.0, 60.0, 0.12470685834310022),
  ])
  func incompleteBeta(x: Double, a: Double, b: Double, expected: Double) {
    #expect(abs(Beta.cumulative(x, a, b) - expected) < 1e-9)
    #expect(abs(Beta.quantile(expected, a, b) - x) < 1e-8)
  }

  /// SciPy's `binomtest(...).proportion_ci`, both methods.
  @Test(arguments: [
    (0, 10, 0.0, 0.30849710781876083, 0.0, 0.2775327998628892),
    (10, 10, 0.6915028921812392, 1.0, 0.7224672001371107, 1.0),
    (3, 10, 0.06673951117773447, 0.6524528500599972, 0.10779126740630104, 0.6032218525388553),
  ])
  func proportions(k: Int, n: Int, low: Double, high: Double, wilsonLow: Double, wilsonHigh: Double) {
    let exact = Proportion.clopperPearson(successes: k, of: n)
    #expect(abs(exact.lower - low) < 1e-9 && abs(exact.upper - high) < 1e-9)
    let wilson = Proportion.wilson(successes: k, of: n)
    #expect(abs(wilson.lower - wilsonLow) < 1e-9 && abs(wilson.upper - wilsonHigh) < 1e-9)
  }

  @Test func summaryAndMeanInterval() throws {
    let summary = try #require(SampleSummary([3.1, 2.9, 3.4, 3.0, 3.2]))
    #expect(summary.count == 5 && summary.minimum == 2.9 && summary.maximum == 3.4)
    #expect(abs(summary.mean - 3.12) < 1e-14)
    let deviation = try #require(summary.deviation)
    #expect(abs(deviation - 0.037.squareRoot()) < 1e-14)
    let interval = try #require(summary.meanInterval())
    // mean -+ 2.7764451051977934 sqrt(0.037 / 5)
    #expect(abs(interval.lower - 2.88116116119) < 1e-10 && abs(interval.upper - 3.35883883881) < 1e-10)
  }

  @Test func samplesThatSaySomethingLess() throws {
    #expect(SampleSummary([]) == nil)
    #expect(SampleSummary([1, .nan]) == nil)
    let single = try #require(SampleSummary([4]))
    #expect(single.deviation == nil && single.meanInterval() == nil)
  }

  /// SciPy's `linregress`.
  @Test func lineOfLeastSquares() throws {
    let fit = try #require(LinearFit(x: [1, 2, 3, 4, 5], y: [2.1, 3.9, 6.2, 7.8, 10.1]))
    #expect(abs(fit.slope - 1.99) < 1e-12 && abs(fit.intercept - 0.05) < 1e-12)
  }

  @Test func linesThatPointsDoNotDetermine() throws {
    #expect(LinearFit(x: [1], y: [1]) == nil)
    #expect(LinearFit(x: [2, 2, 2], y: [1, 2, 3]) == nil)
    #expect(LinearFit(x: [1, 2], y: [1, 2, 3]) == nil)
    #expect(LinearFit(x: [1, 2, 3], y: [1, .infinity, 3]) == nil)
  }
}
