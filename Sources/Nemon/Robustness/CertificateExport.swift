import ImplicitNetworks
import LinearAlgebra

/// What a checker needs that trusts nothing of ours: a model, its weights, and boxes whose certificates are claimed.
///
/// `docs/check_certificates.py` checks it in exact arithmetic. Its claims are about the doubles that stand here.
public struct CertificateExport: Codable, Hashable, Sendable {
  /// An input's box, the box of states that it cannot leave, and the label that holds there.
  public struct Case: Codable, Hashable, Sendable {
    /// The least and the largest inputs.
    public var low, high: [Double]
    /// The least and the largest states.
    public var lower, upper: [Double]
    /// The certified class.
    public var label: Int
    /// Which of all images it is, from 0 on.
    public var image: Int
    /// Of the ball, before it was cut to the range of pixels.
    public var radius: Double
    /// The label's output exceeds every other one by at least this, at every state of its box; rounded down, and
    /// positive.
    public var margin: Double
  }

  /// The matrices by rows.
  public var A, B, C: [[Double]]
  /// The offsets.
  public var b, c: [Double]
  /// The weights in which `mu(A) < 1`.
  public var eta: [Double]
  /// Only samples that are certified.
  public var cases: [Case]

  /// - Parameters:
  ///   - model: ReLU, with `mu(A) < 1` in its weights, and at least two classes.
  ///   - lower: the least inputs, shape `[batch, r]`.
  ///   - upper: the largest inputs, of the same shape.
  ///   - labels: one a sample.
  ///   - images: which of all images the samples are; 0 and so on if nil.
  ///   - radius: of the balls that the boxes stand for.
  ///   - rule: when the iteration stops; the error left is added to the boxes.
  /// - Throws: as ``ImplicitModel/intervalEquilibria(lower:upper:until:)``; ``LocalCertificateError/notReLU(_:)``; `LabelError`.
  public init(
    of model: ImplicitModel, lower: Matrix<Double>, upper: Matrix<Double>, labels: [Int],
    images: [Int]? = nil, radius: Double, until rule: StoppingRule = .residual(below: 1e-9)
  ) throws {
    guard model.activation == .relu else { throw LocalCertificateError.notReLU(model.activation) }
    let found = try model.intervalEquilibria(lower: lower, upper: upper, until: rule)
    // States are not negative, whatever the error of the solve takes off.
    let boxes = IntervalEquilibria(lower: found.lower.map { max($0, 0) }, upper: found.upper)
    // Rounded down, as the differences are rounded up; infinite for one class.
    let margins = try boxes.worstLogitDifferences(of: model, labels: labels).rowVectors.enumerated().map {
      sample, worst in
      worst.indices.filter { $0 != labels[sample] }.map { -worst[$0] }.min() ?? .infinity
    }
    (A, B, C) = (Array(model.A.rowVectors), Array(model.B.rowVectors), Array(model.C.rowVectors))
    (b, c, eta) = (model.b, model.c, model.weights.values)
    cases = labels.indices.filter { margins[$0] > 0 && margins[$0].isFinite }.map {
      Case(
        low: lower[row: $0], high: upper[row: $0], lower: boxes.lower[row: $0], upper: boxes.upper[row: $0],
        label: labels[$0], image: images?[$0] ?? $0, radius: radius, margin: margins[$0])
    }
  }
}
