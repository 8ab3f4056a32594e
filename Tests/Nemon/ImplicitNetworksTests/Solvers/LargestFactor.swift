import ImplicitNetworks

extension ConvergenceHistory {
  /// The largest ratio of successive residuals, among those above `floor`; nil if there is none.
  ///
  /// For the average iteration with a fixed step the residual is the change of the iterate divided by the step, so
  /// this is an observed contraction factor. Below some floor it measures rounding only.
  func largestFactor(above floor: Double) -> Double? {
    zip(residuals, residuals.dropFirst()).filter { $1 > floor && $0 > floor }.map { $1 / $0 }.max()
  }
}
