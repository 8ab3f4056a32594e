/// An iteration as it went: `x[0]` is the start.
public struct Iteration: Codable, Sendable {
  public var x: [[Double]]
  /// Euclidean norms of `g(x[k]) - x[k]`.
  public var residuals: [Double]

  public init(x: [[Double]], residuals: [Double]) { (self.x, self.residuals) = (x, residuals) }

  /// The first index whose residual is at most `tolerance`; nil where none is.
  public func steps(to tolerance: Double) -> Int? { residuals.firstIndex { $0 <= tolerance } }
}

/// A linear fixed point problem `x = M x + b`.
public struct LinearProblem: Codable, Sendable {
  /// By rows.
  public var M: [[Double]]
  public var b: [Double]

  public init(M: [[Double]], b: [Double]) { (self.M, self.b) = (M, b) }
}
