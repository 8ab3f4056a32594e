/// What a benchmark measured, on this machine, in this run.
public struct Benchmark: Hashable, Sendable, Codable {
  /// Such as `mnist_fc_epoch_seconds`.
  public var name: String
  /// What was timed, in a sentence.
  public var what: String
  /// Wall time of each repetition, in seconds, in order.
  public var seconds: [Double]
  /// Multiplications and additions that the algorithm asks for in one repetition, nil where that says nothing.
  public var operations: Double?
  public var threads: Int

  public init(name: String, what: String, seconds: [Double], operations: Double? = nil, threads: Int) {
    self.name = name
    self.what = what
    self.seconds = seconds
    self.operations = operations
    self.threads = threads
  }

  /// Times `body` as often as asked.
  public init(name: String, what: String, repetitions: Int, threads: Int, _ body: () throws -> Void) rethrows
  {
    self.init(
      name: name, what: what, seconds: try (0..<repetitions).map { _ in try wallTime(body) }, threads: threads
    )
  }

  /// The median of the repetitions; NaN without one.
  public var median: Double {
    let sorted = seconds.sorted()
    guard let middle = sorted.dropFirst(sorted.count / 2).first else { return .nan }
    return sorted.count.isMultiple(of: 2) ? (middle + sorted[sorted.count / 2 - 1]) / 2 : middle
  }
}

/// Wall time of one call, in seconds.
func wallTime(_ body: () throws -> Void) rethrows -> Double {
  let clock = ContinuousClock()
  let duration = try clock.measure(body)
  return Double(duration.components.seconds) + 1e-18 * Double(duration.components.attoseconds)
}
