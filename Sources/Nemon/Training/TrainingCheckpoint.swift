import ImplicitNetworks

/// The state of a training between two epochs: what a resumed run needs to end in the same bits.
public struct TrainingCheckpoint<State: StateParameters>: Hashable, Sendable, Codable {
  /// Those of the run; another run's checkpoint is refused.
  public var settings: TrainingSettings
  /// Epochs completed.
  public var epoch: Int
  /// Steps completed in all epochs, which Adam's bias correction counts.
  public var steps: Int
  /// The parameters as they stand.
  public var model: FullyConnectedNetwork<State>
  /// Adam's first moments, in the shape of the parameters.
  public var first: FullyConnectedNetwork<State>
  /// Adam's second moments, in the shape of the parameters.
  public var second: FullyConnectedNetwork<State>
}
