import ImageData
import ImplicitNetworks
import LinearAlgebra
import Measurements
import Records
import Robustness
import Training

/// What a trained network reads in images, computed in double precision, and the three global certificates of that.
package struct GlobalCertificates {
  package let network: TrainedNetwork
  package let model: ImplicitModel
  package let images: LabeledImages
  /// Shape `[images, classes]`.
  package let logits: Matrix<Double>
  /// What one unit of each pixel is to the model.
  package let inputScale: [Double]
  /// See `ImplicitModel.globalCertificates`.
  package let all: [(name: String, certificate: (any StateCertificate)?)]
  private let residual: Double

  /// - Parameters:
  ///   - network: fully connected, trained on digits.
  ///   - model: the network's, in other weights; in its own if nil.
  ///   - residual: what the solver leaves at most, in the model's weighted norm.
  /// - Throws: what the model's equations throw.
  package init(
    of network: TrainedNetwork, as model: ImplicitModel? = nil, on images: LabeledImages, residual: Double
  ) throws {
    let model = try model ?? network.fullyConnected().implicitModel()
    let rule = StoppingRule.residual(below: residual)
    // MON's models are solved by splitting, which needs no measure in the max norm.
    let classifier =
      network.family == .mon
      ? ImplicitClassifier(
        model: model, by: PeacemanRachfordSplitting(stepSize: .fixed(1)), adjoint: .linearSolve, until: rule)
      : ImplicitClassifier(model: model, until: rule)
    (self.network, self.model, self.images, self.residual) = (network, model, images, residual)
    logits = try classifier.logits(of: Matrix<Double>(images).map { ($0 - MNIST.mean) / MNIST.deviation })
    inputScale = Array(repeating: 1 / MNIST.deviation, count: model.inputs)
    all = model.globalCertificates(inputScale: inputScale)
  }

  /// The error of such logits; each margin loses twice this.
  /// - Parameters:
  ///   - residual: of the solver; that of these logits if nil.
  ///   - unit: of the precision.
  /// - Throws: ``BoundError``.
  package func error(residual: Double? = nil, unit: Double = .ulpOfOne) throws(BoundError) -> EvaluationError
  {
    try EvaluationError(
      of: model, residual: residual ?? self.residual, largestInput: (1 - MNIST.mean) / MNIST.deviation,
      unit: unit)
  }

  /// The share of the images that are read rightly and certified at each radius by one certificate, if it exists.
  /// - Parameters:
  ///   - name: of the certificate.
  ///   - radii: in units where white is 1.
  ///   - error: of the evaluation for which they hold.
  package func accuracies(_ name: String, at radii: [Double], error: EvaluationError) -> [Double]? {
    all.first { $0.name == name }?.certificate?.certifiedAccuracies(
      logits: logits, labels: images.classes, C: model.C, radii: radii, error: error)
  }

  /// The same by each certificate that exists.
  /// - Parameter precision: of the evaluation, behind the certificate's name.
  package func curves(
    at radii: [Double], error: EvaluationError, precision: String = ""
  ) -> [CertifiedAccuracy] {
    all.compactMap { name, _ in
      accuracies(name, at: radii, error: error).map {
        CertifiedAccuracy(of: network, by: name + precision, radii: radii, accuracies: $0)
      }
    }
  }

  /// The radius within which each prediction cannot change, by each certificate that exists.
  package func radii(error: EvaluationError) -> [(name: String, radii: [Double])] {
    all.compactMap { name, certificate in
      certificate.map { (name, $0.certifiedRadii(logits: logits, C: model.C, error: error)) }
    }
  }

  /// Whether each image is read rightly.
  package var isRight: [Bool] { zip(logits.rowVectors, images.classes).map { $0.predictedClass == $1 } }
}
