import Foundation
import ImplicitNetworks
import LinearAlgebra
import Oracles
import Robustness
import Testing

/// B5, sharpened by lines. Oracles: searched states, closed forms, central differences.
@Suite struct LinearRelaxationTests {
  /// A relaxation over a box of inputs, from the interval equilibrium.
  private static func relaxation(
    _ model: ImplicitModel, around centre: [Double], radius: Double
  ) throws -> (lines: LinearRelaxation, box: IntervalEquilibria) {
    let (lower, upper) = (centre.map { $0 - radius }, centre.map { $0 + radius })
    let box = try model.intervalEquilibria(
      around: Matrix(rows: 1, columns: centre.count, elements: centre), radius: radius)
    let lines = try LinearRelaxation(
      LinearProblem(model), lower: lower, upper: upper, states: (box.lower[row: 0], box.upper[row: 0]))
    return (lines, box)
  }

  /// The bound holds for any slopes, and after any number of steps. Oracle: states at 200 inputs of each box, half of
  /// them corners, solved to 1e-12, which 1e-10 covers.
  @Test func noSearchedStateExceedsABound() throws {
    var generator = RandomGenerator(seed: 210)
    var (bounds, better) = (0, 0)
    for gamma in [-2.0, 0, 0.6, 0.9] {
      let model = try randomModel(width: 10, inputs: 4, gamma: gamma, from: &generator)
      let centre = generator.normals(4)
      for radius in [0.01, 0.1, 0.5] {
        let (lines, _) = try Self.relaxation(model, around: centre, radius: radius)
        let inputs = Matrix<Double>(rows: 200, columns: 4) { row, j in
          let t = generator.uniform(-1, 1)
          return centre[j] + radius * (row < 100 ? t : t < 0 ? -1 : 1)
        }
        let states = try EquilibriumProblem(model: model, inputs: inputs)
          .solve(by: .averageIteration(), until: .residual(below: 1e-12)).states
        for _ in 0..<5 {
          let row = generator.normals(10)
          let found = (states * row).max() ?? .infinity
          let given = try lines.bound(of: row, slopes: (0..<10).map { _ in generator.uniform(0, 1) }).value
          let (none, some) = (try lines.largest(of: row, steps: 0), try lines.largest(of: row, steps: 20))
          #expect(found <= min(given, some) + 1e-10 && some <= none, "gamma \(gamma), radius \(radius)")
          bounds += 1
          if some < none - 1e-9 { better += 1 }
        }
      }
    }
    #expect(better > bounds / 4, "steps lowered \(better) of \(bounds) bounds")
  }

  /// Where all units are on, the state is linear and the bound is exact. Oracle: `E (I - A)^-1 (B m + b) + |E (I - A)^-1
  /// B| w`.
  @Test func withoutOpenUnitsTheBoundIsExact() throws {
    var generator = RandomGenerator(seed: 211)
    let random = try randomModel(width: 6, inputs: 3, gamma: -0.5, from: &generator)
    let model = try ImplicitModel(
      A: random.A, B: random.B, b: random.A * Array(repeating: -10, count: 6) + 10, C: random.C, c: random.c,
      weights: random.weights)
    let (centre, row) = ([0.1, -0.2, 0.3], generator.normals(6))
    let (lines, box) = try Self.relaxation(model, around: centre, radius: 0.05)
    #expect(box.lower.elements.allSatisfy { $0 > 0 })
    let through = try (Matrix.identity(6) - model.A).transposed.solve(row)
    let driven = zip(model.B * centre, model.b).map { $0 + $1 }
    let exact =
      zip(through, driven).reduce(0) { $0 + $1.0 * $1.1 }
      + (model.B.transposed * through).reduce(0) { $0 + 0.05 * $1.magnitude }
    #expect(abs(try lines.largest(of: row, steps: 0) - exact) < 1e-11 * (1 + abs(exact)))
  }

  /// Oracle: by hand. Two units with the same input in [-1, 1]: `x1 - x2` is 0, a box allows 1, and the lines that may be
  /// drawn allow 1/2, where `x1 <= (u + 1) / 2` meets `x2 >= u / 2`. One unit alone is bounded by its box.
  @Test func stepsFindTheBestLines() throws {
    let model = try ImplicitModel(
      A: Matrix(rows: 2, columns: 2), B: Matrix(rows: 2, columns: 1, elements: [1, 1]), b: [0, 0],
      C: .identity(2),
      c: [0, 0])
    let (lines, _) = try Self.relaxation(model, around: [0], radius: 1)
    #expect(abs(try lines.bound(of: [1, -1], slopes: [0, 0]).value - 1) < 1e-12)
    #expect(abs(try lines.bound(of: [1, -1], slopes: [0.5, 0.5]).value - 0.5) < 1e-12)
    let found = try lines.largest(of: [1, -1], steps: 50)
    #expect(found < 0.51 && found >= 0.5)
    #expect(abs(try lines.largest(of: [1, 0], steps: 50) - 1) < 1e-12)
    #expect(abs(try lines.largest(of: [-1, 0], steps: 50)) < 1e-12)
  }

  /// Slopes of 0 give a bound where no unit is on. Oracle: the interval equilibrium. Tolerance: the error that is added
  /// to the box.
  @Test func slopesOfZeroGiveTheBox() throws {
    var generator = RandomGenerator(seed: 212)
    for gamma in [-2.0, 0.5] {
      let model = try randomModel(width: 8, inputs: 4, gamma: gamma, from: &generator)
      let (lines, box) = try Self.relaxation(model, around: generator.normals(4), radius: 3)
      #expect(box.lower.elements.allSatisfy { $0 <= 1e-9 } && box.upper.elements.contains { $0 > 0.1 })
      let row = generator.normals(8)
      let byBox = zip(row, box.upper[row: 0]).reduce(0) { $0 + max($1.0, 0) * max($1.1, 0) }
      #expect(abs(try lines.bound(of: row, slopes: Array(repeating: 0, count: 8)).value - byBox) < 1e-8)
    }
  }

  /// The derivative with respect to the slopes. Oracle: central differences with steps of 1e-6, good to some 1e-8 of the
  /// largest.
  @Test func agreesWithCentralDifferences() throws {
    var generator = RandomGenerator(seed: 213)
    var open = 0
    for gamma in [-1.0, 0.5] {
      let model = try randomModel(width: 10, inputs: 4, gamma: gamma, from: &generator)
      let (lines, _) = try Self.relaxation(model, around: generator.normals(4), radius: 0.4)
      let (row, slopes) = (generator.normals(10), (0..<10).map { _ in generator.uniform(0.1, 0.9) })
      let gradient = try lines.bound(of: row, slopes: slopes).gradient
      let size = gradient.map(\.magnitude).max() ?? 0
      for i in slopes.indices {
        func value(_ step: Double) throws -> Double {
          var moved = slopes
          moved[i] += step
          return try lines.bound(of: row, slopes: moved).value
        }
        let difference = try (value(1e-6) - value(-1e-6)) / 2e-6
        #expect(abs(difference - gradient[i]) < 1e-6 * size, "gamma \(gamma), unit \(i)")
        if gradient[i] != 0 { open += 1 }
      }
    }
    #expect(open > 8)
  }

  /// Oracle: the certificates without. With lines, and with the local certificate inside, no image is certified less, and
  /// some are certified more.
  @Test func sharpeningCertifiesMore() throws {
    var generator = RandomGenerator(seed: 214)
    var sums = [0, 0, 0]
    for gamma in [-1.0, 0, 0.7] {
      let model = try randomModel(width: 16, inputs: 6, gamma: gamma, from: &generator)
      let images = generator.normalMatrix(rows: 30, columns: 6)
      let labels = try ImplicitClassifier(model: model).logits(of: images).rowVectors.map(\.predictedClass)
      let found = try [nil, BoxSharpening(), BoxSharpening(localRounds: 3)].map { sharpening in
        try IntervalCertificates(of: model, at: images, labels: labels, sharpening: sharpening)
          .certifies(radii: (0..<30).map { 0.01 * Double($0 + 1) }, team: WorkerTeam(threads: 2))
      }
      for k in labels.indices { #expect((!found[0][k] || found[1][k]) && (!found[1][k] || found[2][k])) }
      for k in sums.indices { sums[k] += found[k].count { $0 } }
    }
    #expect(sums[0] < sums[1], "\(sums)")
  }

  /// Oracle: the statement, which is of ReLU.
  @Test func onlyReLUHasTheseLines() throws {
    var generator = RandomGenerator(seed: 215)
    let model = try randomModel(gamma: 0, activation: .tanh, from: &generator)
    #expect(throws: LocalCertificateError.notReLU(.tanh)) { try LinearProblem(model) }
  }
}

private func + (a: [Double], b: Double) -> [Double] { a.map { $0 + b } }
