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
  /// The largest radius found for each input, by bisection over the batch; see ``largestCertifiedRadius(upTo:steps:where:)``.
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
    let blocks = stride(from: 0, to: count, by: size).map { $0..<min($0 + size, count) }
    var results = [Result<[Bool], any Error>](repeating: .success([]), count: blocks.count)
    results.withUnsafeMutableBufferPointer { results in
      nonisolated(unsafe) let results = results
      team.run(tasks: blocks.count) { task in results[task] = Result { try body(blocks[task]) } }
    }
    return try results.flatMap { try $0.get() }
  }
}

/// B4's certificate for a batch, whose equilibria are solved once for all radii.
public struct LocalCertificates: BatchCertificate {
  private let problem: LocalProblem
  private let centres: [LocalCentre]
  private let rounds: Int

  public var count: Int { centres.count }

  /// - Parameters:
  ///   - model: ReLU, with `mu(A) < 1` in its weights.
  ///   - inputs: the centres, shape `[batch, r]`.
  ///   - labels: the class to certify, one a sample.
  ///   - rounds: the most rounds of sharpening, at least 1; a sample stops at the first that certifies it.
  ///   - inputScale: what one unit of the radius is to each input; ones if nil.
  ///   - rule: when the equilibria are near enough; their error is taken off the margins.
  /// - Throws: ``LocalCertificateError``, ``BoundError/notWellPosed(measure:)``, `LabelError`, `ModelError`, `SolverError`.
  /// - Source: claim B4.
  public init(
    of model: ImplicitModel, at inputs: Matrix<Double>, labels: [Int], rounds: Int = 4,
    inputScale: [Double]? = nil, until rule: StoppingRule = .residual(below: 1e-12)
  ) throws {
    guard model.activation == .relu else { throw LocalCertificateError.notReLU(model.activation) }
    try CrossEntropy.check(labels, samples: inputs.rows, classes: model.outputs)
    let enclosure = try EquilibriumEnclosure(of: model, inputs: inputs, until: rule)
    let problem = try LocalProblem(model, inputScale: inputScale)
    let z = try EquilibriumProblem(model: model, inputs: inputs).preactivations(of: enclosure.states)
    (self.problem, self.rounds) = (problem, max(rounds, 1))
    centres = labels.indices.map {
      LocalCentre(
        of: problem, z: z[row: $0], x: enclosure.states[row: $0], error: enclosure.errors[row: $0],
        label: labels[$0])
    }
  }

  public func certifies(radii: [Double], team: WorkerTeam) throws -> [Bool] {
    try answers(inBlocksOf: 1, team) { block in
      try block.map { index in
        var sharpening = LocalSharpening(problem, at: centres[index], radius: radii[index])
        for _ in 0..<rounds {
          if try sharpening.next().lowestMargin > 0 { return true }
        }
        return false
      }
    }
  }

  /// All rounds of each sample, at one radius.
  func certificates(radius: Double) throws -> [LocalCertificate] {
    try centres.map { centre in
      var sharpening = LocalSharpening(problem, at: centre, radius: radius)
      return LocalCertificate(rounds: try (0..<rounds).map { _ in try sharpening.next() })
    }
  }
}

/// B5's certificate for a batch.
public struct IntervalCertificates: BatchCertificate {
  private let model: ImplicitModel
  private let solver: IntervalSolver
  private let inputs: Matrix<Double>
  private let labels: [Int]
  private let scale: [Double]
  private let range: (lower: [Double], upper: [Double])?
  private let rule: StoppingRule

  public var count: Int { labels.count }

  /// - Parameters:
  ///   - model: with `mu(A) < 1` in its weights.
  ///   - inputs: the centres, shape `[batch, r]`.
  ///   - labels: the class to certify, one a sample.
  ///   - inputScale: what one unit of the radius is to each input; ones if nil.
  ///   - range: the least and the largest value of each input, to which the boxes are cut; nil cuts nothing.
  ///   - rule: when the iteration stops; the error left is added to the boxes.
  /// - Throws: `LabelError`, ``BoundError/notWellPosed(measure:)``, `ModelError`.
  /// - Source: claim B5.
  public init(
    of model: ImplicitModel, at inputs: Matrix<Double>, labels: [Int], inputScale: [Double]? = nil,
    range: (lower: [Double], upper: [Double])? = nil, until rule: StoppingRule = .residual(below: 1e-9)
  ) throws {
    try CrossEntropy.check(labels, samples: inputs.rows, classes: model.outputs)
    (self.model, self.inputs, self.labels, self.range, self.rule) = (model, inputs, labels, range, rule)
    scale = inputScale?.map(\.magnitude) ?? Array(repeating: 1, count: model.inputs)
    solver = try IntervalSolver(of: model)
  }

  public func certifies(radii: [Double], team: WorkerTeam) throws -> [Bool] {
    // So many rows that reading the matrix once an iteration is not what takes the time.
    try answers(inBlocksOf: 64, team) { try certifies($0, radii) }
  }

  private func certifies(_ rows: Range<Int>, _ radii: [Double]) throws -> [Bool] {
    func corner(_ sign: Double) -> Matrix<Double> {
      Matrix(rows: rows.count, columns: inputs.columns) { row, k in
        let sample = rows.lowerBound + row
        let moved = inputs[sample, k] + sign * radii[sample] * scale[k]
        return range.map { min(max(moved, $0.lower[k]), $0.upper[k]) } ?? moved
      }
    }
    return try solver.equilibria(lower: corner(-1), upper: corner(1), until: rule)
      .certifies(Array(labels[rows]), of: model)
  }
}
