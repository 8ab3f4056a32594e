import ImplicitNetworks
import LinearAlgebra

/// B4's certificate for a batch, whose equilibria are solved once for all radii: sharper than
/// ``StateSensitivity/metzler(of:inputScale:)``, because units that cannot switch are solved for.
public struct LocalCertificates: BatchCertificate {
  private let problem: LocalProblem
  private let centres: [LocalCentre]
  private let scale: [Double]
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
    try CrossEntropy.check(labels, samples: inputs.rows, classes: model.outputs)
    problem = try LocalProblem(model)
    centres = try problem.centres(at: inputs, labels: labels, until: rule)
    scale = inputScale?.map(\.magnitude) ?? Array(repeating: 1, count: model.inputs)
    self.rounds = max(rounds, 1)
  }

  public func certifies(radii: [Double], team: WorkerTeam) throws -> [Bool] {
    try answers(inBlocksOf: 1, team) { block in
      try block.map { index in
        var sharpening = try LocalSharpening(
          problem, at: centres[index], reach: scale.map { radii[index] * $0 })
        return try sharpening.certifies(within: rounds)
      }
    }
  }

  /// All rounds of each sample, at one radius; those of more rounds are never worse.
  package func certificates(radius: Double) throws -> [LocalCertificate] {
    try centres.map { centre in
      var sharpening = try LocalSharpening(problem, at: centre, reach: scale.map { radius * $0 })
      return LocalCertificate(rounds: try (0..<rounds).map { _ in try sharpening.next() })
    }
  }
}
