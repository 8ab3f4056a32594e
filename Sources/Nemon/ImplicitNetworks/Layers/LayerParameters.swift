import LinearAlgebra

/// Free parameters from which the matrix `A` of a fully connected layer follows, in single precision.
public protocol LayerParameters: Hashable, Sendable, Codable {
  /// What keeps the layer well posed, with its constant.
  var family: NetworkFamily { get }
  /// The free arrays in the family's order: matrices of shape `[width, width]`, row-major, or vectors `[width]`.
  var free: [[Float]] { get set }
  /// `A` and the weights `η` of the norm that the family is measured in; ones if nil.
  func matrix(width: Int) throws -> (A: Matrix<Double>, weights: Weights?)
}

/// What keeps an implicit layer well posed while its parameters move.
public enum NetworkFamily: Hashable, Sendable, Codable {
  /// `mu_{inf,[η]^-1}(A) <= gamma`, by free `T` and `d` (claim C6).
  case nemon(gamma: Float)
  /// Implicit deep learning: `‖A‖_inf <= radius`, by projection after each step.
  case idl(radius: Float)
  /// Monotone operator networks: `mu_2(A) <= 1 - m`, by free `P` and `Q`.
  case mon(m: Float)
  /// No `A`: one hidden layer.
  case explicit
}
