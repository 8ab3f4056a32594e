import LinearAlgebra

/// The parameters of a fully connected classifier, in single precision: `x = φ(A x + B u + b)`, `y = C x + c`.
///
/// How `A` follows from free parameters is the family's own: ``NEMONLayer``, ``IDLLayer``, ``MONLayer``, and
/// ``ExplicitLayer`` for a network without `A`. All families have the same `B`, `b`, `C` and `c`, and for the same
/// generator the same random ones, so that trainings can be paired by their seed.
@dynamicMemberLookup
public struct FullyConnectedNetwork<Layer: LayerParameters>: Hashable, Sendable, Codable {
  /// Numbers of states n, inputs r and classes q.
  public var width, inputs, classes: Int
  /// Slope of the activation below zero: 0 is ReLU.
  public var negativeSlope: Float = 0
  /// What `A` follows from. Its members can be read and written as the network's own.
  public var layer: Layer
  /// `B`, shape `[width, inputs]`, row-major.
  @PackedFloats public var B: [Float]
  /// `b`, shape `[width]`.
  @PackedFloats public var b: [Float]
  /// `C`, shape `[classes, width]`, row-major.
  @PackedFloats public var C: [Float]
  /// `c`, shape `[classes]`.
  @PackedFloats public var c: [Float]

  /// Random `B`, `b`, `C`, `c`: uniform in ±1/sqrt(fan-in).
  /// - Parameters:
  ///   - layer: what `A` follows from, of the same width.
  ///   - width: the number of states n.
  ///   - inputs: the number of inputs r.
  ///   - classes: the number of classes q.
  ///   - generator: each parameter is drawn from the stream of its name.
  public init(
    _ layer: Layer, width: Int, inputs: Int, classes: Int, randomly generator: RandomGenerator
  ) {
    (self.width, self.inputs, self.classes, self.layer) = (width, inputs, classes, layer)
    B = generator.uniform(width * inputs, within: 1 / Double(inputs).squareRoot(), "B")
    b = generator.uniform(width, within: 1 / Double(inputs).squareRoot(), "b")
    C = generator.uniform(classes * width, within: 1 / Double(width).squareRoot(), "C")
    c = generator.uniform(classes, within: 1 / Double(width).squareRoot(), "c")
  }

  /// The member of ``layer`` at `path`, such as `T` of a NEMON network.
  public subscript<Value>(dynamicMember path: WritableKeyPath<Layer, Value>) -> Value {
    get { layer[keyPath: path] }
    set { layer[keyPath: path] = newValue }
  }

  /// Whether this network and `other` have the same numbers of states, inputs and classes, and arrays of
  /// parameters of the same lengths. Constants such as `gamma` and the activation are not compared.
  public func hasShape(of other: FullyConnectedNetwork) -> Bool {
    (width, inputs, classes) == (other.width, other.inputs, other.classes)
      && layer.free.map(\.count) == other.layer.free.map(\.count) && B.count == other.B.count
      && b.count == other.b.count && C.count == other.C.count && c.count == other.c.count
  }

  /// The model in double precision, measured in the family's own weights.
  /// - Throws: ``ParametersError``, ``ModelError``.
  public func implicitModel() throws -> ImplicitModel {
    let (A, weights) = try layer.matrix(width: width)
    return try ImplicitModel(
      A: A, B: Matrix(rows: width, columns: inputs, elements: B.map(Double.init)), b: b.map(Double.init),
      C: Matrix(rows: classes, columns: width, elements: C.map(Double.init)), c: c.map(Double.init),
      activation: negativeSlope == 0 ? .relu : .leakyReLU(slope: Double(negativeSlope)), weights: weights)
  }
}

extension RandomGenerator {
  /// `count` numbers of the stream `name`, uniform in ±`bound`.
  func uniform(_ count: Int, within bound: Double, _ name: String) -> [Float] {
    var stream = stream(name)
    return (0..<count).map { _ in Float(stream.uniform(-bound, bound)) }
  }
}
