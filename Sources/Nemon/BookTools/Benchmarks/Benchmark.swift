/// What a benchmark measured, on this machine, in this run.
struct Benchmark: Hashable, Sendable, Codable {
  /// Such as `mnist_fc_epoch_seconds`.
  var name: String
  /// What was timed, in a sentence.
  var what: String
  /// Wall time of each repetition, in seconds, in order.
  var seconds: [Double]
  /// Multiplications and additions that the algorithm asks for in one repetition, nil where that says nothing.
  var operations: Double?
  /// Images that went through in one repetition, nil where that says nothing.
  var images: Int?
  /// Threads that shared the work, the calling one included.
  var threads: Int

  /// A measurement that was taken elsewhere.
  init(
    name: String, what: String, seconds: [Double], operations: Double? = nil, images: Int? = nil, threads: Int
  ) {
    self.name = name
    self.what = what
    self.seconds = seconds
    self.operations = operations
    self.images = images
    self.threads = threads
  }

  /// Times `body` as often as asked, one call after the other, without a call to warm up. The operations are
  /// left nil.
  /// - Throws: what `body` throws.
  init(name: String, what: String, repetitions: Int, threads: Int, _ body: () throws -> Void) rethrows {
    self.init(
      name: name, what: what, seconds: try (0..<repetitions).map { _ in try wallTime(body) }, threads: threads
    )
  }

  /// The median of the repetitions; NaN without one.
  var median: Double {
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

/// To one decimal.
func rounded(_ value: Double) -> Double { (value * 10).rounded() / 10 }
