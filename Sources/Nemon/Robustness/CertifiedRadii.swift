import ImplicitNetworks
import LinearAlgebra

/// A certificate for a batch of inputs that can be asked at any radius, of each input its own.
public protocol BatchCertificate {
  /// Inputs of the batch.
  var count: Int { get }
  /// Whether each label holds in the whole ball of its radius.
  /// - Parameters:
  ///   - radii: one an input, not negative.
  ///   - team: whose threads share the inputs; the answers depend on no number of threads.
  func certifies(radii: [Double], team: WorkerTeam) throws -> [Bool]
}

extension BatchCertificate {
  /// The largest radius found for each input, for certificates that hold at every smaller radius too: by bisection over the
  /// batch between a radius that holds and one that does not. The result was tried and held, so it is sound even where the
  /// certificate is not monotone.
  /// - Parameters:
  ///   - limit: the largest radius of interest.
  ///   - steps: each halves what is not known of a radius.
  ///   - team: as ``certifies(radii:team:)``.
  /// - Returns: nil where the certificate does not even hold at radius 0.
  public func largestRadii(upTo limit: Double, steps: Int, team: WorkerTeam) throws -> [Double?] {
    let atZero = try certifies(radii: Array(repeating: 0, count: count), team: team)
    let atLimit = try certifies(radii: Array(repeating: limit, count: count), team: team)
    var held = atLimit.map { $0 ? limit : 0 }
    var failed = Array(repeating: limit, count: count)
    for _ in 0..<steps {
      let middle = zip(held, failed).map { ($0 + $1) / 2 }
      for (i, holds) in try certifies(radii: middle, team: team).enumerated() where !atLimit[i] {
        if holds { held[i] = middle[i] } else { failed[i] = middle[i] }
      }
    }
    return held.indices.map { atZero[$0] ? held[$0] : nil }
  }
}

extension BatchCertificate {
  /// What `body` answers for each block of inputs, in order; the threads of `team` share the blocks.
  package func answers(
    inBlocksOf size: Int, _ team: WorkerTeam, _ body: (Range<Int>) throws -> [Bool]
  ) throws -> [Bool] {
    let blocks = Blocks(of: count, each: size)
    var results = [Result<[Bool], any Error>](repeating: .success([]), count: blocks.count)
    results.withUnsafeMutableBufferPointer { results in
      nonisolated(unsafe) let results = results
      team.run(tasks: blocks.count) { task in results[task] = Result { try body(blocks[task]) } }
    }
    return try results.flatMap { try $0.get() }
  }
}
