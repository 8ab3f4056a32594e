import ImplicitNetworks
import LinearAlgebra

/// B5's certificate for a batch, if wanted sharpened.
public struct IntervalCertificates: BatchCertificate {
  private let boxes: BoxCertificate
  private let inputs: Matrix<Double>
  private let labels: [Int]
  private let scale: [Double]
  private let range: (lower: [Double], upper: [Double])?

  public var count: Int { labels.count }

  /// - Parameters:
  ///   - model: with `mu(A) < 1` in its weights.
  ///   - inputs: the centres, shape `[batch, r]`.
  ///   - labels: the class to certify, one a sample.
  ///   - inputScale: what one unit of the radius is to each input; ones if nil.
  ///   - range: the least and the largest value of each input, to which the boxes are cut; nil cuts nothing.
  ///   - sharpening: what is tried where the box alone does not certify; nothing by default, which is B5.
  ///   - rule: when the iteration stops; the error left is added to the boxes.
  /// - Throws: `LabelError`, ``BoundError/notWellPosed(measure:)``, `ModelError`; ``LocalCertificateError`` with a sharpening.
  /// - Source: claim B5.
  public init(
    of model: ImplicitModel, at inputs: Matrix<Double>, labels: [Int], inputScale: [Double]? = nil,
    range: (lower: [Double], upper: [Double])? = nil, sharpening: BoxSharpening? = nil,
    until rule: StoppingRule = .residual(below: 1e-9)
  ) throws {
    try CrossEntropy.check(labels, samples: inputs.rows, classes: model.outputs)
    (self.inputs, self.labels, self.range) = (inputs, labels, range)
    scale = inputScale?.map(\.magnitude) ?? Array(repeating: 1, count: model.inputs)
    boxes = try BoxCertificate(of: model, sharpening: sharpening, until: rule)
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
    return try boxes.certifies(Array(labels[rows]), lower: corner(-1), upper: corner(1))
  }
}
