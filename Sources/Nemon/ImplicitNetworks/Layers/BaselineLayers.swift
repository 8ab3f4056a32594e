import LinearAlgebra

/// The layer of implicit deep learning (El Ghaoui and others, 2021): `A` itself is free, and training projects every
/// row onto the l1 ball after each step, so that `‖A‖_inf <= radius < 1` and Picard iteration converges.
public struct IDLLayer: LayerParameters {
  /// The bound of `‖A‖_inf`, between 0 and 1; not trained.
  public var radius: Float
  /// `A`, shape `[width, width]`, row-major.
  @PackedFloats public var A: [Float]

  /// `A` uniform such that the expected row sum of `|A|` is half the radius.
  /// - Parameters:
  ///   - width: the number of states n.
  ///   - radius: between 0 and 1, both excluded; 0.95 by default, our choice. At the start no
  ///     row sum exceeds it.
  ///   - generator: `A` is drawn from its stream `A`.
  public init(width: Int, radius: Float = 0.95, randomly generator: RandomGenerator) {
    precondition(radius > 0 && radius < 1, "the norm's bound \(radius) must lie between 0 and 1")
    self.radius = radius
    A = generator.uniform(width * width, within: Double(radius) / Double(width), "A")
  }

  public var family: NetworkFamily { .idl(radius: radius) }

  /// `A` alone. Setting it projects nothing: that is the training's part.
  public var free: [[Float]] {
    get { [A] }
    set { A = newValue[0] }
  }

  /// `A` itself in double precision, in the plain max norm.
  /// - Precondition: `A` has `width * width` entries.
  public func matrix(width: Int) -> (A: Matrix<Double>, weights: Weights?) {
    (Matrix(rows: width, columns: width, elements: A.map(Double.init)), nil)
  }
}

/// The layer of monotone operator networks (Winston and Kolter, 2020): `A = (1 - m) I - P'P + Q - Q'` has
/// `mu_2(A) <= 1 - m` for every `P` and `Q`.
public struct MONLayer: LayerParameters {
  /// The least strong monotonicity of `I - A`, positive.
  public var m: Float
  /// `P`, shape `[width, width]`, row-major.
  @PackedFloats public var P: [Float]
  /// `Q`, shape `[width, width]`, row-major; only its skew part `Q - Q'` counts.
  @PackedFloats public var Q: [Float]

  /// `P` and `Q` uniform in ±1/sqrt(width), the usual start of a dense layer.
  /// - Parameters:
  ///   - width: the number of states n.
  ///   - m: positive; with 1, `mu_2(A) <= 0`.
  ///   - generator: `P` and `Q` are drawn from its streams of these names.
  public init(width: Int, m: Float = 1, randomly generator: RandomGenerator) {
    precondition(m > 0, "the strong monotonicity \(m) must be positive")
    self.m = m
    P = generator.uniform(width * width, within: 1 / Double(width).squareRoot(), "P")
    Q = generator.uniform(width * width, within: 1 / Double(width).squareRoot(), "Q")
  }

  public var family: NetworkFamily { .mon(m: m) }

  /// `P`, then `Q`.
  public var free: [[Float]] {
    get { [P, Q] }
    set { (P, Q) = (newValue[0], newValue[1]) }
  }

  /// `A` of ``MonotoneParameters`` in double precision. Without weights, as the family bounds `mu_2(A)`
  /// alone: the measure in the max norm may be anything.
  /// - Precondition: `P` and `Q` have `width * width` entries each.
  public func matrix(width: Int) throws -> (A: Matrix<Double>, weights: Weights?) {
    let parameters = try MonotoneParameters(
      P: Matrix(rows: width, columns: width, elements: P.map(Double.init)),
      Q: Matrix(rows: width, columns: width, elements: Q.map(Double.init)), m: Double(m))
    return (parameters.A, nil)
  }
}

/// No layer at all: `A = 0`, so that `x = φ(B u + b)` is one hidden layer of as many units.
public struct ExplicitLayer: LayerParameters {
  /// Without parameters.
  public init() {}

  public var family: NetworkFamily { .explicit }

  /// Nothing; what is set is dropped.
  public var free: [[Float]] {
    get { [] }
    set {}
  }

  /// The zero matrix of shape `[width, width]`, in the plain max norm.
  public func matrix(width: Int) -> (A: Matrix<Double>, weights: Weights?) {
    (Matrix(rows: width, columns: width), nil)
  }
}
