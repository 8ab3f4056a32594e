import ExecutableBook
import Testing

/// What is left of a cell, from what it reports.
@Suite struct PaceTests {
  /// A report every half second until `end`; the fraction at a time is given.
  private func pace(until end: Double, _ fraction: (Double) -> Double) -> Pace {
    var pace = Pace()
    for half in 1...Int(2 * end) { pace.note(fraction(Double(half) / 2), at: Double(half) / 2) }
    return pace
  }

  /// A hundredth in ten seconds leaves 940 s after a minute. Tolerance: rounding.
  @Test func steady() throws {
    let left = try #require(pace(until: 60) { $0 / 1000 }.secondsLeft(after: 0.06, at: 60))
    #expect(abs(left - 940) < 1e-6)
  }

  /// What is kept of an earlier run, an eighth here, is there within a second; so are shards that are found in the middle of a run,
  /// and after as long a time again neither counts.
  @Test(arguments: [1.0, 40]) func resumed(foundAt: Double) throws {
    let fraction = { (seconds: Double) in (seconds < foundAt ? 0 : 0.125) + seconds / 4000 }
    let left = try #require(pace(until: 100, fraction).secondsLeft(after: fraction(100), at: 100))
    #expect(abs(left - 4000 * (1 - fraction(100))) < 1e-6)
  }

  /// No report, the first one, and no progress between two: nothing is known.
  @Test func unknown() {
    var pace = Pace()
    #expect(pace.secondsLeft(after: 0, at: 0) == nil)
    pace.note(0.5, at: 1)
    #expect(pace.secondsLeft(after: 0.5, at: 1) == nil)
    #expect(pace.secondsLeft(after: 0.5, at: 20) == nil)
    #expect(pace.secondsLeft(after: 0.6, at: 1) == nil)
  }

  /// A day of reports, half of it done.
  @Test func long() throws {
    let left = try #require(pace(until: 86_400) { $0 / 172_800 }.secondsLeft(after: 0.5, at: 86_400))
    #expect(abs(left - 86_400) < 1e-3)
  }
}
