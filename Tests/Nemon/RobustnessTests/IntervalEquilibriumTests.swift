import ImplicitNetworks
import LinearAlgebra
import Oracles
import Robustness
import Testing

@Suite struct IntervalEquilibriumTests {
  static let activations: [Activation] = [.relu, .leakyReLU(slope: 0.1), .tanh, .sigmoid]

  /// B5. Oracle: NumPy, to 1e-9; the error that is added to a box is of the order of 1e-11.
  @Test func referenceIntervals() throws {
    for reference in try ReferenceCertificates.load().models {
      #expect(isClose(try reference.model().A, reference.A, 1e-12))
      #expect(reference.intervals.count == 4)
      for interval in reference.intervals {
        let model = try reference.model(try #require(["relu": .relu, "tanh": .tanh][interval.activation]))
        let found = try model.intervalEquilibria(around: reference.U, radius: interval.epsilon)
        #expect(isClose(found.lower, interval.lower) && isClose(found.upper, interval.upper))
        let worst = try found.worstLogitDifferences(of: model, labels: reference.labels)
        #expect(isClose(worst, interval.worst_logit_differences))
        let loss = try CrossEntropy.loss(of: worst, labels: reference.labels).value
        #expect(isClose(loss, interval.cross_entropy))
      }
    }
  }

  /// B5 holds. Oracle: equilibria at 200 inputs of each box, half of them corners, solved to 1e-12 by the average
  /// iteration: all in the box, all logit differences under the bound. 1e-10 covers the solve.
  @Test(arguments: activations) func noSearchedInputLeavesTheBox(activation: Activation) throws {
    var generator = RandomGenerator(seed: 190)
    for gamma in [-1.0, 0, 0.6] {
      let model = try randomModel(gamma: gamma, activation: activation, from: &generator)
      let centre = generator.normalMatrix(rows: 1, columns: 4)
      for radius in [0.01, 0.1, 0.5] {
        let box = try model.intervalEquilibria(around: centre, radius: radius)
        let inputs = Matrix<Double>(rows: 200, columns: 4) { row, j in
          let t = generator.uniform(-1, 1)
          return centre[0, j] + radius * (row < 100 ? t : t < 0 ? -1 : 1)
        }
        let states = try EquilibriumProblem(model: model, inputs: inputs)
          .solve(by: .averageIteration(), until: .residual(below: 1e-12)).states
        let logits = model.outputs(of: states)
        let label = model.outputs(of: states)[row: 0].predictedClass
        let worst = try box.worstLogitDifferences(of: model, labels: [label])
        for row in 0..<states.rows {
          let inside = (0..<model.width).allSatisfy {
            states[row, $0] >= box.lower[0, $0] - 1e-10 && states[row, $0] <= box.upper[0, $0] + 1e-10
          }
          let under = (0..<model.outputs).allSatisfy {
            logits[row, $0] - logits[row, label] <= worst[0, $0] + 1e-10
          }
          #expect(inside && under, "gamma \(gamma), radius \(radius), row \(row)")
        }
      }
    }
  }

  /// Stopping early costs sharpness, not soundness. Oracle: the boxes of a solve to 1e-13, which lie inside those of
  /// coarse solves, and within 2 * tolerance * eta / (1 - mu^+) of them, or for ReLU that over alpha*, because rows are
  /// divided by 1 - a_ii; 1e-11 covers rounding.
  @Test(arguments: activations) func theErrorOfTheSolveIsAddedOutwards(activation: Activation) throws {
    var generator = RandomGenerator(seed: 191)
    let model = try randomModel(gamma: 0.5, activation: activation, from: &generator)
    let centres = generator.normalMatrix(rows: 5, columns: 4)
    let sharp = try model.intervalEquilibria(around: centres, radius: 0.1, until: .residual(below: 1e-13))
    for tolerance in [1e-1, 1e-3, 1e-6] {
      let coarse = try model.intervalEquilibria(
        around: centres, radius: 0.1, until: .residual(below: tolerance))
      for row in 0..<5 {
        for i in 0..<model.width {
          let most =
            2 * tolerance * model.weights[i] / (1 - max(model.measure, 0)) / model.optimalStepSize + 1e-11
          let (below, above) = (
            sharp.lower[row, i] - coarse.lower[row, i], coarse.upper[row, i] - sharp.upper[row, i]
          )
          #expect(below >= -1e-11 && below <= most && above >= -1e-11 && above <= most)
        }
      }
    }
  }

  /// Larger boxes certify less. Oracle: the order of the radii.
  @Test(arguments: activations) func theWorstCaseGrowsWithTheRadius(activation: Activation) throws {
    var generator = RandomGenerator(seed: 192)
    let model = try randomModel(gamma: 0.3, activation: activation, from: &generator)
    let centres = generator.normalMatrix(rows: 6, columns: 4)
    let labels = [0, 1, 2, 0, 1, 2]
    let worst = try [0, 0.01, 0.05, 0.2, 1].map {
      try model.intervalEquilibria(around: centres, radius: $0).worstLogitDifferences(
        of: model, labels: labels)
    }
    for (small, large) in zip(worst, worst.dropFirst()) {
      for row in 0..<6 {
        for k in 0..<3 where k != labels[row] { #expect(small[row, k] < large[row, k]) }
        #expect(small[row, labels[row]] == 0)
      }
    }
  }

  /// Oracle: the definitions of a box and of well-posedness, and the numbers of labels.
  @Test func badBoxesAreRefused() throws {
    let model = try ImplicitModel(A: Matrix([[0.5]]), B: Matrix([[1]]), C: Matrix([[1], [2]]))
    let (low, high) = (try Matrix([[0.0]]), try Matrix([[1.0]]))
    #expect(throws: IntervalError.emptyBox(sample: 0)) {
      try model.intervalEquilibria(lower: high, upper: low)
    }
    #expect(throws: IntervalError.shapes(low.shape, Shape(rows: 2, columns: 1))) {
      try model.intervalEquilibria(lower: low, upper: try Matrix([[1.0], [2]]))
    }
    #expect(throws: ModelError.self) { try model.intervalEquilibria(around: low, radius: .nan) }
    let loose = try ImplicitModel(A: Matrix([[1]]), B: Matrix([[1]]), C: Matrix([[1]]))
    #expect(throws: BoundError.notWellPosed(measure: 1)) {
      try loose.intervalEquilibria(lower: low, upper: high)
    }
    let box = try model.intervalEquilibria(lower: low, upper: high)
    #expect(throws: LabelError.self) { try box.worstLogitDifferences(of: model, labels: [2]) }
  }
}
