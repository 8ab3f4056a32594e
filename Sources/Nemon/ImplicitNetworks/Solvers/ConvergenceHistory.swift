/// The residual before every iteration and after the last one.
public struct ConvergenceHistory: Hashable, Sendable, Codable {
  /// `|N(x_k) - x_k|`, k = 0, 1, ..., in the norm of the solver's problem; the largest of the batch.
  public internal(set) var residuals: [Double] = []

  /// The number of steps taken.
  public var iterations: Int { max(0, residuals.count - 1) }

  /// The largest ratio of successive residuals, among those above `floor`; nil if there is none.
  ///
  /// For the average iteration with a fixed step the residual is the change of the iterate divided by the step, so
  /// this is an observed contraction factor. Below some floor it measures rounding only.
  public func largestFactor(above floor: Double) -> Double? {
    zip(residuals, residuals.dropFirst()).filter { $1 > floor && $0 > floor }.map { $1 / $0 }.max()
  }
}
