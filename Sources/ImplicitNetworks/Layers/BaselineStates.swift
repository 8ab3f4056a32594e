import LinearAlgebra

/// The layer of implicit deep learning (El Ghaoui and others, 2021): `A` itself is free, and training projects every
/// row onto the l1 ball after each step, so that `‖A‖_inf <= radius < 1` and Picard iteration converges.
public struct IDLState: StateParameters {
  public var radius: Float
  /// `A`, shape `[width, width]`, row-major.
  @PackedFloats public var A: [Float]

  /// `A` uniform such that the expected row sum of `|A|` is half the radius.
  public init(width: Int, radius: Float = 0.95, randomly generator: RandomGenerator) {
    precondition(radius > 0 && radius < 1, "the norm's bound \(radius) must lie between 0 and 1")
    self.radius = radius
    A = generator.uniform(width * width, within: Double(radius) / Double(width), "A")
  }

  public var family: NetworkFamily { .idl(radius: radius) }

  public var free: [[Float]] {
    get { [A] }
    set { A = newValue[0] }
  }

  public func matrix(width: Int) -> (A: Matrix<Double>, weights: Weights?) {
    (Matrix(rows: width, columns: width, elements: A.map(Double.init)), nil)
  }
}

/// The layer of monotone operator networks (Winston and Kolter, 2020): `A = (1 - m) I - P'P + Q - Q'` has
/// `mu_2(A) <= 1 - m` for every `P` and `Q`.
public struct MONState: StateParameters {
  /// The least strong monotonicity of `I - A`, positive.
  public var m: Float
  /// `P` and `Q`, shape `[width, width]`, row-major.
  @PackedFloats public var P: [Float]
  @PackedFloats public var Q: [Float]

  /// `P` and `Q` uniform in ±1/sqrt(width), the usual start of a dense layer.
  public init(width: Int, m: Float = 1, randomly generator: RandomGenerator) {
    precondition(m > 0, "the strong monotonicity \(m) must be positive")
    self.m = m
    P = generator.uniform(width * width, within: 1 / Double(width).squareRoot(), "P")
    Q = generator.uniform(width * width, within: 1 / Double(width).squareRoot(), "Q")
  }

  public var family: NetworkFamily { .mon(m: m) }

  public var free: [[Float]] {
    get { [P, Q] }
    set { (P, Q) = (newValue[0], newValue[1]) }
  }

  public func matrix(width: Int) throws -> (A: Matrix<Double>, weights: Weights?) {
    let parameters = try MonotoneParameters<Double>(
      P: Matrix(rows: width, columns: width, elements: P.map(Double.init)),
      Q: Matrix(rows: width, columns: width, elements: Q.map(Double.init)), m: Double(m))
    return (parameters.W, nil)
  }
}

/// No layer at all: `A = 0`, so that `x = φ(B u + b)` is one hidden layer of as many units.
public struct ExplicitState: StateParameters {
  public init() {}

  public var family: NetworkFamily { .explicit }

  public var free: [[Float]] {
    get { [] }
    set {}
  }

  public func matrix(width: Int) -> (A: Matrix<Double>, weights: Weights?) {
    (Matrix(rows: width, columns: width), nil)
  }
}
