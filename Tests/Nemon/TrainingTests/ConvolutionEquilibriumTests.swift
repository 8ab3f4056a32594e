import CKernels
import LinearAlgebra
import Testing

/// The kernels' fixed points against dense matrices in double precision.
@Suite struct ConvolutionEquilibriumTests {
  static let levels = ConvolutionKernels.levels
  static let shapes = [
    ConvolutionShape(1, 1, taps: 5, 7, 9), ConvolutionShape(2, 2, taps: 3, 18, 5),
    ConvolutionShape(4, 4, taps: 5, 5, 17), ConvolutionShape(3, 3, taps: 3, 8, 8),
  ]
  /// Of ReLU and a leaky one.
  static let slopes: [Float] = [0, 0.1]

  /// Kernels, diagonal gamma - r and steps of a layer with r_c = 2 and gamma = 0.5 in every channel c.
  private struct Layer {
    let shape: ConvolutionShape
    let kernels, diagonal, steps, offset: [Float]
    let slope: Float

    init(_ shape: ConvolutionShape, slope: Float = 0.1) {
      self.slope = slope
      self.shape = shape
      let (raw, n) = (shape.numbers(shape.kernels, "T"), shape.kernels / shape.outputs)
      kernels = raw.indices.map { entry in
        let first = entry / n * n
        return raw[entry] * 2 / raw[first..<first + n].reduce(0) { $0 + abs($1) }
      }
      diagonal = [Float](repeating: 0.5 - 2, count: shape.outputs)
      steps = (0..<shape.outputs).map { Float(0.2 + 0.01 * Double($0)) }  // below 1 / (1 + 1.5 + 1)
      offset = shape.state(shape.outputs, "v")
    }

    var A: Matrix<Double> { shape.matrix(kernels, diagonal: diagonal) }
    var units: Int { shape.outputs * shape.pixels }
    var zeros: [Float] { [Float](repeating: 0, count: units * ConvolutionShape.images) }
    var unknownSigns: [UInt8] { [UInt8](repeating: 0xAA, count: units) }

    func equilibrium(
      _ level: kernel_level, x: inout [Float], signs: inout [UInt8], tolerance: Float = 1e-6,
      most: Int = 1_000, fromZero: Bool = false
    ) -> Int {
      var operation = ConvolutionKernels(level, shape, kernels)
      return operation.solve(
        diagonal: diagonal, steps: steps, offset: offset, slope: slope, tolerance: tolerance, most: most,
        fromZero: fromZero
      ) { $2.equilibrium($0, &x, &signs, $1) }
    }

    func adjoint(
      _ level: kernel_level, signs: [UInt8], w: inout [Float], q: inout [Float], most: Int = 1_000,
      fromZero: Bool = false
    ) -> Int {
      var operation = ConvolutionKernels(level, shape, kernels, transposed: true)
      return operation.solve(
        diagonal: diagonal, steps: steps, offset: offset, slope: slope, tolerance: 1e-6, most: most,
        fromZero: fromZero
      ) { $2.adjoint($0, signs, &w, &q, $1) }
    }
  }

  /// From 0, whatever the states hold: the first iterate by its formula, then as from there.
  @Test(arguments: levels.flatMap { level in slopes.map { (level, $0) } }, shapes)
  func fromZero(_ levelAndSlope: (kernel_level, Float), shape: ConvolutionShape) {
    let (level, slope) = levelAndSlope
    let layer = Layer(shape, slope: slope)
    func firsts(_ phi: (Float) -> Float) -> [Float] {
      let ofChannel = layer.offset.count / shape.outputs
      return layer.offset.indices.map { layer.steps[$0 / ofChannel] * phi(layer.offset[$0]) }
    }
    var (x, signs) = (firsts { $0 > 0 ? $0 : slope * $0 }, layer.unknownSigns)
    var (other, otherSigns) = ([Float](repeating: .nan, count: x.count), layer.unknownSigns)
    _ = layer.equilibrium(level, x: &x, signs: &signs, most: 3)
    _ = layer.equilibrium(level, x: &other, signs: &otherSigns, most: 3, fromZero: true)
    #expect(x == other && signs == otherSigns)
    var (w, q) = (firsts { $0 }, layer.zeros)
    var (otherW, otherQ) = (other.map { _ in Float.nan }, layer.zeros)
    _ = layer.adjoint(level, signs: signs, w: &w, q: &q, most: 3)
    _ = layer.adjoint(level, signs: signs, w: &otherW, q: &otherQ, most: 3, fromZero: true)
    #expect(w == otherW && q == otherQ)
  }

  /// Oracle: at the state that the kernels left, the equation holds with a dense matrix. A step of at least 0.2 that
  /// changes x by 1e-6 had a residual of at most 5e-6 in x = phi(A x + v); rounding doubles it at most. A residual of
  /// 1e-5 puts the state within 1e-5 / (1 - 0.5) of the equilibrium.
  @Test(arguments: levels.flatMap { level in slopes.map { (level, $0) } }, shapes)
  func equilibrium(_ levelAndSlope: (kernel_level, Float), shape: ConvolutionShape) {
    let (level, slope) = levelAndSlope
    let layer = Layer(shape, slope: slope)
    var (x, signs) = (layer.zeros, layer.unknownSigns)
    let iterations = layer.equilibrium(level, x: &x, signs: &signs)
    #expect((5...200).contains(iterations))
    let A = layer.A
    for image in 0..<ConvolutionShape.images {
      let (state, v) = (shape.image(image, of: x), shape.image(image, of: layer.offset))
      let size = state.reduce(0) { max($0, abs($1)) }
      for (unit, sum) in (A * state).enumerated() {
        let z = sum + v[unit]
        #expect(abs(max(z, Double(slope) * z) - state[unit]) < 1e-5 * size)
        // The sign was taken one change earlier: known unless the pre-activation is very small.
        if abs(z) > 1e-4 { #expect((signs[unit] >> image & 1 == 1) == (z > 0)) }
      }
    }
  }

  /// Oracle: a dense solve of (I - A' J) w = v. The change of J w and the contraction as above; of w itself, nothing
  /// is known but that J, at least 0.1, leaves a tenth.
  @Test(arguments: levels, shapes)
  func adjoint(level: kernel_level, shape: ConvolutionShape) throws {
    let layer = Layer(shape)
    var (w, q) = (layer.zeros, layer.zeros)
    var generator = RandomGenerator(seed: 9)
    let signs = (0..<layer.units).map { _ in UInt8.random(in: .min ... .max, using: &generator) }
    #expect((5...200).contains(layer.adjoint(level, signs: signs, w: &w, q: &q)))
    let A = layer.A
    for image in 0..<ConvolutionShape.images {
      let J = signs.map { $0 >> image & 1 == 1 ? 1 : layer.slope }
      var matrix = Matrix<Double>.identity(layer.units)
      for row in 0..<layer.units {
        for column in 0..<layer.units { matrix[row, column] -= A[column, row] * Double(J[column]) }
      }
      let expected = try matrix.solve(shape.image(image, of: layer.offset))
      let found = stride(from: image, to: w.count, by: ConvolutionShape.images).map { w[$0] }
      #expect(relativeError(found, expected) < 2e-4)
      let foundQ = stride(from: image, to: q.count, by: ConvolutionShape.images).map { q[$0] }
      #expect(relativeError(foundQ, zip(expected, J).map { $0 * Double($1) }) < 2e-5)
      #expect(foundQ == zip(found, J).map { $0 * $1 })
    }
  }

  /// The levels take the same path up to rounding.
  @Test func levelsAgree() throws {
    try #require(Self.levels.count > 1)
    let layer = Layer(Self.shapes[2])
    let found = Self.levels.map { level in
      var (x, signs) = (layer.zeros, layer.unknownSigns)
      return (layer.equilibrium(level, x: &x, signs: &signs, tolerance: 1e-4), x)
    }
    #expect(found[0].0 == found[1].0)
    #expect(relativeError(found[1].1, found[0].1.map(Double.init)) < 1e-5)
  }

  @Test(arguments: levels)
  func stopsAtMostIterations(level: kernel_level) {
    let layer = Layer(Self.shapes[0])
    var (x, q, signs) = (layer.zeros, layer.zeros, layer.unknownSigns)
    #expect(layer.equilibrium(level, x: &x, signs: &signs, most: 3) == -3)
    #expect(layer.adjoint(level, signs: signs, w: &x, q: &q, most: 2) == -2)
    #expect(layer.equilibrium(level, x: &x, signs: &signs, tolerance: 10, most: 3) == 1)
  }

  /// A value that is not finite is reported, whichever image holds it and wherever.
  @Test(arguments: levels, [Float.nan, .infinity, -.infinity])
  func notFinite(level: kernel_level, value: Float) {
    let layer = Layer(Self.shapes[1])
    for place in [0, 13, layer.zeros.count - 1] {
      var (x, q, signs) = (layer.zeros, layer.zeros, layer.unknownSigns)
      x[place] = value
      #expect(layer.equilibrium(level, x: &x, signs: &signs) == Int(Int32.min))
      x = layer.zeros
      x[place] = value
      #expect(layer.adjoint(level, signs: signs, w: &x, q: &q) == Int(Int32.min))
    }
  }
}
