import CKernels

/// Adam's constants (Kingma and Ba, 2015), with bias correction.
package struct Adam: Hashable, Sendable, Codable {
  /// The step size before decay; positive.
  package var learningRate: Double
  /// Decay of the first moment, in [0, 1).
  package var beta1 = 0.9
  /// Decay of the second moment, in [0, 1).
  package var beta2 = 0.999
  /// Added to the root of the second moment, after the bias correction.
  package var epsilon = 1e-8

  package init(learningRate: Double = 1e-3) { self.learningRate = learningRate }

  /// The constants of step number `step`, counted from 1, at `scale` times the learning rate.
  package func constants(step: Int, scale: Double) -> kernel_adam_step {
    kernel_adam_step(
      learning_rate: Float(scale * learningRate / (1 - power(beta1, step))), beta1: Float(beta1),
      beta2: Float(beta2), second_scale: Float(1 / (1 - power(beta2, step)).squareRoot()),
      epsilon: Float(epsilon))
  }
}
