/// The residual before every iteration and after the last one.
public struct ConvergenceHistory: Hashable, Sendable, Codable {
  /// `|N(x_k) - x_k|`, k = 0, 1, ..., in the norm of the solver's problem; the largest of the batch.
  public internal(set) var residuals: [Double] = []

  /// The number of steps taken.
  public var iterations: Int { max(0, residuals.count - 1) }
}
