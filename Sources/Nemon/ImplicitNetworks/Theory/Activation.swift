import Foundation
import LinearAlgebra

/// An activation that acts entrywise and whose slopes lie in [0, 1], as the theory needs.
///
/// - Source: chapter 1.
public enum Activation: Hashable, Sendable, Codable {
  /// `max(z, 0)`
  case relu
  /// `z` for `z > 0`, `slope * z` otherwise; `0 <= slope <= 1`.
  case leakyReLU(slope: Double)
  /// `tanh(z)`
  case tanh
  /// `1 / (1 + exp(-z))`
  case sigmoid

  /// `phi(z)`; NaN stays NaN.
  public func callAsFunction(_ z: Double) -> Double {
    switch self {
    case .relu: z < 0 ? 0 : z
    case .leakyReLU(let slope): z < 0 ? slope * z : z
    case .tanh: Foundation.tanh(z)
    case .sigmoid: 1 / (1 + exp(-z))
    }
  }

  /// `phi'(z)`; at the kink of ReLU and leaky ReLU, the slope from the left.
  public func derivative(_ z: Double) -> Double {
    switch self {
    case .relu: z > 0 ? 1 : 0
    case .leakyReLU(let slope): z > 0 ? 1 : slope
    case .tanh: 1 - Foundation.tanh(z) * Foundation.tanh(z)
    case .sigmoid: self(z) * (1 - self(z))
    }
  }

  /// `phi` of every entry of `z`, in the same shape.
  public func values(of z: Matrix<Double>) -> Matrix<Double> {
    switch self {
    case .relu: z.map { $0 < 0 ? 0 : $0 }
    case .leakyReLU, .tanh, .sigmoid: z.map { self($0) }
    }
  }

  /// `phi'` at every entry of `z`, in the same shape; at a kink, the slope from the left.
  public func derivatives(at z: Matrix<Double>) -> Matrix<Double> {
    switch self {
    case .relu: z.map { $0 > 0 ? 1 : 0 }
    case .leakyReLU, .tanh, .sigmoid: z.map { derivative($0) }
    }
  }

  /// The smallest interval with every slope `(phi(y) - phi(z)) / (y - z)`.
  public var slopes: ClosedRange<Double> {
    switch self {
    case .relu, .tanh: 0...1
    case .leakyReLU(let slope): slope...1
    case .sigmoid: 0...0.25
    }
  }

  /// The proximal operator of the splitting methods: `x = phi(y)` where `(1 - alpha) phi(y) + alpha y = z`.
  ///
  /// The left side grows in `y` with slopes between `min(1, alpha)` and `max(1, alpha)`, so `y` is unique. For ReLU
  /// this is ReLU, whatever `alpha > 0`; for smooth activations it is found by a bracketed Newton iteration to
  /// rounding.
  /// - Source: Winston and Kolter, Monotone operator equilibrium networks, section 3; solved here for the
  ///   pre-activation, which needs no inverse of `phi`.
  public func proximal(_ z: Double, alpha: Double) -> Double {
    switch self {
    case .relu: return self(z)
    case .leakyReLU(let slope): return z < 0 ? slope * z / (slope + alpha * (1 - slope)) : z
    case .tanh, .sigmoid: return self(proximalPreactivation(z, alpha: alpha))
    }
  }

  private func proximalPreactivation(_ z: Double, alpha: Double) -> Double {
    guard z.isFinite else { return z }
    // |phi| <= 1, hence |alpha y - z| <= |1 - alpha|.
    var lower = (z - abs(1 - alpha)) / alpha
    var upper = (z + abs(1 - alpha)) / alpha
    var y = (lower + upper) / 2
    var lastStep = upper - lower
    for _ in 0..<200 {
      let excess = (1 - alpha) * self(y) + alpha * y - z
      if excess > 0 { upper = y } else { lower = y }
      var step = -excess / ((1 - alpha) * derivative(y) + alpha)
      // Bisect where Newton's step leaves the bracket or does not halve the one before.
      if !(y + step > lower && y + step < upper) || abs(step) > abs(lastStep) / 2 {
        step = (lower + upper) / 2 - y
      }
      lastStep = step
      if abs(step) <= y.ulp { return y + step }
      y += step
    }
    return y
  }
}
