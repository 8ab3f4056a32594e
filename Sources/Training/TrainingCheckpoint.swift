import ImplicitNetworks

/// The state of a training between two epochs: what a resumed run needs to end in the same bits.
public struct TrainingCheckpoint<State: StateParameters>: Hashable, Sendable, Codable {
  public var settings: TrainingSettings
  /// Epochs and steps completed.
  public var epoch: Int
  public var steps: Int
  public var model: FullyConnectedNetwork<State>
  /// Adam's first and second moments, in the shape of the parameters.
  public var first: FullyConnectedNetwork<State>
  public var second: FullyConnectedNetwork<State>
}
