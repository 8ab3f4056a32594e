import ImplicitNetworks
import LinearAlgebra

/// Lipschitz bounds of all logit differences, which is what certifies a prediction.
public protocol LipschitzCertificate {
  /// The Lipschitz bounds from the max norm of the inputs to `y_i - y_j`; shape `[q, q]`, zero diagonal.
  /// - Parameter C: the output matrix, shape `[q, n]`.
  func differenceBounds(of C: Matrix<Double>) -> Matrix<Double>
}

/// A Lipschitz certificate of a model's states, which bounds outputs too.
public protocol StateCertificate: LipschitzCertificate {
  /// The Lipschitz bound of `C x + c`, from the max norm of the inputs to that of the outputs.
  /// - Parameter C: shape `[any, n]`.
  func lipschitzBound(of C: Matrix<Double>) -> Double
}

extension StateSensitivity: StateCertificate {}
extension EuclideanSensitivity: StateCertificate {}

extension ImplicitModel {
  /// The three global certificates by name, in a fixed order: C5's, by weighted norms; Metzler's (claim B1); and the
  /// Euclidean one of monotone operators. Nil where the model does not fulfil the hypothesis.
  /// - Parameter inputScale: what one unit of each input, as the caller measures it, is to the model; ones if nil.
  public func globalCertificates(
    inputScale: [Double]? = nil
  ) -> [(name: String, certificate: (any StateCertificate)?)] {
    [
      ("C5", try? StateSensitivity.weightedNorm(of: self, inputScale: inputScale)),
      ("Metzler", try? StateSensitivity.metzler(of: self, inputScale: inputScale)),
      ("Euclidean", try? EuclideanSensitivity.monotone(of: self, inputScale: inputScale)),
    ]
  }
}

extension LipschitzCertificate {
  /// The radius, in the max norm of the inputs, within which each prediction cannot change.
  ///
  /// For the predicted class `i` it is the smallest `(y_i - y_j) / L_ij` over the other classes, with the Lipschitz bound
  /// `L_ij` of the logit difference. Any move strictly smaller than it keeps the class. Infinite where no move can
  /// change a difference, 0 for a tie.
  /// - Parameters:
  ///   - logits: shape `[batch, q]`.
  ///   - C: the output matrix, shape `[q, n]`.
  ///   - error: of computed logits; every margin loses it twice, at the input itself and where it has moved. Exact logits if
  ///     nil.
  /// - Source: claim B2; chapter 12, proposition on the certified radius.
  public func certifiedRadii(
    logits: Matrix<Double>, C: Matrix<Double>, error: EvaluationError? = nil
  ) -> [Double] {
    let bounds = differenceBounds(of: C)
    return logits.rowVectors.map { row in
      let predicted = row.predictedClass
      let radii = row.indices.filter { $0 != predicted }.map { j in
        let margin = row[predicted] - row[j] - 2 * (error?.differences[predicted, j] ?? 0)
        return margin <= 0 ? 0 : margin / bounds[predicted, j]
      }
      return radii.contains(where: \.isNaN) ? 0 : radii.min() ?? .infinity
    }
  }

  /// The share of samples whose prediction is right and certified at each radius.
  ///
  /// No attack of that radius can bring the accuracy below it.
  /// - Parameters:
  ///   - logits: shape `[batch, q]`, of unperturbed inputs.
  ///   - labels: one a row.
  ///   - C: the output matrix, shape `[q, n]`.
  ///   - radii: in the units of the inputs that the sensitivity was computed for.
  ///   - error: as in ``certifiedRadii(logits:C:error:)``.
  /// - Returns: one accuracy a radius; NaN for an empty batch.
  /// - Source: claim B2; chapter 12, proposition on the certified radius.
  public func certifiedAccuracies(
    logits: Matrix<Double>, labels: [Int], C: Matrix<Double>, radii: [Double], error: EvaluationError? = nil
  ) -> [Double] {
    let certified = zip(
      zip(logits.rowVectors, labels), certifiedRadii(logits: logits, C: C, error: error)
    )
    .filter { $0.0.0.predictedClass == $0.0.1 }
    .map(\.1)
    return radii.map { radius in
      Double(certified.count { $0 > radius }) / Double(labels.count)
    }
  }
}

extension Array where Element: BinaryFloatingPoint {
  /// The index of the largest entry, the first of several; 0 if there is none.
  @inlinable public var predictedClass: Int {
    indices.reduce(0) { self[$1] > self[$0] ? $1 : $0 }
  }
}
