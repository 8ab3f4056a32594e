import CKernels
import CertifiedTraining
import ImplicitNetworks
import LinearAlgebra
import Testing
import Training

/// The normalised drive and its gradient against the definition in double precision, with other loops, and its central differences.
@Suite struct DriveNormalisationTests {
  private static let (width, inputs, images) = (11, 7, 13)

  /// `B` and `b` of the definition, from `V`, `g` and `beta`; `U` has a row an image.
  private func drive(_ V: Matrix<Double>, _ g: [Double], _ beta: [Double], _ U: Matrix<Double>) -> (
    B: Matrix<Double>, b: [Double], mean: [Double], variance: [Double]
  ) {
    var B = V
    var (b, means, variances): ([Double], [Double], [Double]) = ([], [], [])
    for i in 0..<V.rows {
      let z = (0..<U.rows).map { row in (0..<V.columns).reduce(0) { $0 + V[i, $1] * U[row, $1] } }
      let mean = z.reduce(0, +) / Double(z.count)
      let variance = z.reduce(0) { $0 + $1 * $1 } / Double(z.count) - mean * mean
      let scale = g[i] / (variance + 1e-5).squareRoot()
      for k in 0..<V.columns { B[i, k] = scale * V[i, k] }
      b.append(beta[i] - scale * mean)
      means.append(mean)
      variances.append(variance)
    }
    return (B, b, means, variances)
  }

  /// Single precision: a hundred roundings or so of the largest number of a kind.
  private func expectClose(_ found: [Float], _ expected: [Double], _ name: String) {
    let size = expected.map(abs).max() ?? 0
    #expect(found.count == expected.count && size > 1e-3)
    for (a, b) in zip(found, expected) { #expect(abs(Double(a) - b) <= 2e-5 * size, "\(name)") }
  }

  @Test func followsTheDefinition() throws {
    let (n, r, m) = (Self.width, Self.inputs, Self.images)
    let team = WorkerTeam(threads: 2)
    var generator = RandomGenerator(seed: 31)
    let template = FullyConnectedNEMON(
      width: n, inputs: r, classes: 3, gamma: 0, randomly: RandomGenerator(seed: 32))
    let parameters = IntervalParameters(template)
    let normalisation = DriveNormalisation(
      batch: m, momentum: 0.75, parameters: parameters, kernels: kernels(at: kernel_best_level()))
    let p = parameters.p
    let U = Matrix(
      rows: m, columns: r, elements: (0..<m * r).map { _ in Double(Float(generator.uniform(-1, 2))) })
    let V = Matrix(rows: n, columns: r, elements: template.B.map { Double($0) })
    let beta = template.b.map { Double($0) }
    let g = (0..<n).map { _ in Double(Float(generator.uniform(-1, 2))) }
    for i in 0..<n { normalisation.numbers.value[r * p + i] = Float(g[i]) }
    let centres = FloatBuffer(count: m * r)
    for k in 0..<m * r { centres[k] = Float(U.elements[k]) }

    normalisation.useBatch(centres, count: m, team)
    let expected = drive(V, g, beta, U)
    var found = parameters.read(parameters.value, like: template)
    expectClose(found.B, expected.B.elements, "B")
    expectClose(found.b, expected.b, "b")

    // The gradient of <G, B> + <h, b>, for any G and h.
    let G = Matrix(rows: n, columns: r, elements: (0..<n * r).map { _ in Double(Float(generator.normal())) })
    let h = (0..<n).map { _ in Double(Float(generator.normal())) }
    var gradient = template
    (gradient.B, gradient.b) = (G.elements.map { Float($0) }, h.map { Float($0) })
    parameters.fill(parameters.gradient, from: gradient)
    normalisation.chain(centres, count: m, team)
    func value(_ V: Matrix<Double>, _ g: [Double], _ beta: [Double]) -> Double {
      let found = drive(V, g, beta, U)
      return zip(G.elements, found.B.elements).reduce(0) { $0 + $1.0 * $1.1 }
        + zip(h, found.b).reduce(0) { $0 + $1.0 * $1.1 }
    }
    let step = 1e-5
    func difference(_ move: (Double) -> Double) -> Double { (move(step) - move(-step)) / (2 * step) }
    let own = normalisation.numbers.gradient
    expectClose(
      (0..<n * r).map { own[$0 % r * p + $0 / r] },
      (0..<n * r).map { k in
        difference { by in
          var moved = V
          moved[k / r, k % r] += by
          return value(moved, g, beta)
        }
      }, "V")
    for (name, at) in [("g", r * p), ("beta", r * p + p)] {
      expectClose(
        (0..<n).map { own[at + $0] },
        (0..<n).map { i in
          difference { by in
            var moved = (g, beta)
            if name == "g" { moved.0[i] += by } else { moved.1[i] += by }
            return value(V, moved.0, moved.1)
          }
        }, name)
    }
    let left = parameters.read(parameters.gradient, like: template)
    #expect(left.B.allSatisfy { $0 == 0 } && left.b.allSatisfy { $0 == 0 })

    // Between steps: running statistics, from mean 0 and variance 1.
    normalisation.keepStatistics()
    normalisation.useRunning(team)
    found = parameters.read(parameters.value, like: template)
    let scales = (0..<n).map { g[$0] / (0.75 + 0.25 * expected.variance[$0] + 1e-5).squareRoot() }
    expectClose(found.B, (0..<n * r).map { scales[$0 / r] * V.elements[$0] }, "running B")
    expectClose(found.b, (0..<n).map { beta[$0] - scales[$0] * 0.25 * expected.mean[$0] }, "running b")
  }
}
