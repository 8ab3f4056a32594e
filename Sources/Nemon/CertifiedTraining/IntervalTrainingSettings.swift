import Training

/// How a NEMON is trained so that interval equilibria certify it (claim B6): the loss is
/// `(1 - kappa) CE(clean) + kappa CE(worst case)`, with kappa and the radius rising from 0 over some epochs.
package struct IntervalTrainingSettings: Hashable, Sendable, Codable {
  /// Units.
  package var width = 100
  /// The largest measure that `A` may have; below 1.
  package var gamma: Float = 0
  /// The largest row sum that `|T|` may have, in the weights; nil: any. It is kept by shortening rows after each step. With
  /// 0 the network is feed-forward. With ``gamma`` it fulfils IBP-MonDEQ's condition in its weights, `|A|` with row sums
  /// of at most gamma, and every matrix of that kind is among these (B7).
  package var largestRowSum: Float?
  /// Of `|T|` at the start, expected. Small ones keep the first boxes of states small.
  package var rowSum = 0.5
  /// What `B` at the start is multiplied with, against the usual one.
  package var inputScale: Float = 1
  /// What a step keeps of the running mean and variance of each unit's drive, by which the drive is normalised; nil: it is not
  /// normalised. Not behind a front.
  package var keptStatistics: Float?
  /// Passes over the training images.
  package var epochs = 60
  /// Images of a step; the last one of an epoch may have fewer.
  package var batch = 100
  /// The optimiser's constants; the learning rate is that of the first epochs.
  package var adam = Adam()
  /// The learning rate is divided by ``decay`` after each of these epochs.
  package var decays = [40, 52]
  package var decay = 5.0
  /// The radius in the end, in pixels of [0, 1]: best a little above the one to be certified.
  package var radius: Double
  /// The share of the worst case in the end.
  package var kappa = 1.0
  /// The epochs over which radius and kappa rise linearly, counted from 0.
  package var ramp: [Double] = [2, 30]
  /// Gradients longer than this, in the Euclidean norm over all parameters, are shortened to it.
  package var longestGradient: Float = 10
  /// Of the equilibria and of their adjoints.
  package var tolerance = SolverTolerance(relativeChange: 1e-3)
  /// Fixes the initial parameters and the order of the images in every epoch.
  package var seed: UInt64

  package init(width: Int, radius: Double, seed: UInt64) {
    (self.width, self.radius, self.seed) = (width, radius, seed)
  }

  /// The share of the ramp that is done after so many epochs, in [0, 1].
  func progress(afterEpochs epochs: Double) -> Double {
    guard let first = ramp.first, let last = ramp.last, first < last else { return 1 }
    return min(max((epochs - first) / (last - first), 0), 1)
  }

  /// What the learning rate is multiplied with in an epoch, counted from 0.
  func learningRateScale(epoch: Int) -> Double {
    decays.reduce(1) { $1 <= epoch ? $0 / decay : $0 }
  }
}
