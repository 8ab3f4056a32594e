import ImplicitNetworks

/// Why a training, or a classification, stopped.
package enum TrainingError: Error, Equatable, Sendable {
  /// A value of an equilibrium, or of the loss, is NaN or infinite. `step` counts from the run's beginning; outside
  /// of training, `epoch` is 0 and `step` the first image of the group that failed.
  case notFinite(epoch: Int, step: Int)
  /// The images do not have as many pixels, or labels, as the model has inputs and classes.
  case shapeMismatch(images: [Int], model: [Int])
  /// The family bounds no measure of its matrix, so that there is no Lipschitz bound to regularise by.
  case noRegulariser(NetworkFamily)
  /// The family has no convolutional layer here.
  case noConvolution(NetworkFamily)
  /// The checkpoint belongs to a run with other settings or of another shape.
  case foreignCheckpoint
  /// Nothing was trained, so that there is no last epoch to tell of.
  case noEpoch
}
