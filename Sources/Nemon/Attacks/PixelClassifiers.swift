import ImageData
import ImplicitNetworks
import LinearAlgebra
import Records
import Robustness

extension Family {
  /// A model of the family, trained on digits, seen from pixels in [0, 1]. MON's models are solved by splitting, which
  /// needs no measure in the max norm.
  package func pixelClassifier(
    _ model: ImplicitModel, until rule: StoppingRule
  ) -> PixelClassifier<ImplicitClassifier> {
    let base =
      self == .mon
      ? ImplicitClassifier(
        model: model, by: PeacemanRachfordSplitting(stepSize: .fixed(1)), adjoint: .linearSolve, until: rule)
      : ImplicitClassifier(model: model, until: rule)
    return PixelClassifier(
      base, means: [MNIST.mean], deviations: [MNIST.deviation], pixels: model.inputs)
  }
}
