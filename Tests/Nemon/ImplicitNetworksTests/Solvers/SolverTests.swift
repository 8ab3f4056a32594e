import ImplicitNetworks
import LinearAlgebra
import Oracles
import Testing

@Suite struct SolverTests {
  /// Oracle: NumPy's equilibria for ReLU and tanh.
  @Test func referenceEquilibria() throws {
    for reference in try ReferenceValues.load().equilibria {
      for (activation, expected) in [(Activation.relu, reference.x_relu), (.tanh, reference.x_tanh)] {
        let problem = try EquilibriumProblem(model: reference.model(activation), inputs: reference.inputs)
        let methods: [any EquilibriumMethod] = [.averageIteration(), .andersonAcceleration(), .newton]
        for method in methods {
          // A residual r leaves an error of at most r / (1 - mu^+), 20 r here.
          let found = try problem.solve(by: method, until: .residual(below: 1e-12))
          #expect(isClose(found.states[row: 0], expected))
          if activation == .relu {
            #expect(isClose(problem.model.outputs(of: found.states)[row: 0], reference.y_relu))
          }
        }
      }
    }
  }

  /// Every method that applies reaches the same point; here `mu_2(A) < 1` too, and `||A|| < 1` for Picard.
  /// Oracle: each other; the average iteration is the one that the others are compared with.
  @Test(arguments: [Activation.relu, .leakyReLU(slope: 0.2), .tanh, .sigmoid])
  func allMethodsAgree(activation: Activation) throws {
    var generator = RandomGenerator(seed: 40)
    let A = generator.normalMatrix(rows: 7, columns: 7)
    let model = try ImplicitModel(
      A: (0.9 / A.norm(in: .infinity)) * A, B: generator.normalMatrix(rows: 7, columns: 3),
      b: generator.normals(7), C: generator.normalMatrix(rows: 2, columns: 7), activation: activation)
    let problem = try EquilibriumProblem(
      model: model, inputs: generator.normalMatrix(rows: 5, columns: 3))
    let methods: [any EquilibriumMethod] = [
      .picard, .averageIteration(), .averageIteration(stepSize: .fixed(0.3)), .forwardBackwardSplitting(),
      .forwardBackwardSplitting(stepSize: .fixed(0.2)), .peacemanRachfordSplitting(),
      .peacemanRachfordSplitting(stepSize: .fixed(2)), .andersonAcceleration(memory: 0),
      .andersonAcceleration(), .newton,
    ]
    let expected = try problem.solve(by: .averageIteration(), until: .residual(below: 1e-13)).states
    for method in methods {
      let start = generator.normalMatrix(rows: 5, columns: 7)
      let found = try problem.solve(by: method, until: .residual(below: 1e-12), from: start)
      // Errors of at most residual / (1 - 0.9).
      #expect(isClose(found.states, expected, 1e-10), "\(method)")
      #expect(found.history.residuals.count == found.history.iterations + 1)
    }
  }

  /// C2: one equilibrium from every start, also where ||A|| is far above 1 and Picard diverges.
  /// Oracle: the average iteration from zero, against Newton's method from 20 starts.
  @Test func wellPosedModelsHaveOneEquilibrium() throws {
    var generator = RandomGenerator(seed: 41)
    let model = try randomModel(width: 10, gamma: 0.5, from: &generator)
    #expect(model.A.norm(in: model.norm) > 5)
    let inputs = generator.normalMatrix(rows: 1, columns: 4)
    let problem = try EquilibriumProblem(model: model, inputs: inputs)
    let expected = try problem.solve(by: .averageIteration(), until: .residual(below: 1e-13)).states
    for _ in 0..<20 {
      let start = generator.normalMatrix(rows: 1, columns: 10).map { 10 * $0 }
      let found = try problem.solve(by: .newton, until: .residual(below: 1e-12), from: start)
      #expect(isClose(found.states, expected, 1e-10))
    }
    #expect(throws: SolverError.self) { try problem.solve(by: .picard, until: .residual(below: 1e-6)) }
  }

  /// C3: distances shrink at least by the proved factor, in every step, for every step size up to alpha*.
  /// Oracle: the theorem's factor.
  @Test(arguments: [-1.0, 0, 0.5, 0.9], [0.2, 0.7, 1])
  func averageIterationContracts(gamma: Double, share: Double) throws {
    var generator = RandomGenerator(seed: 42)
    for activation in [Activation.relu, .tanh] {
      let model = try randomModel(width: 8, gamma: gamma, activation: activation, from: &generator)
      let problem = try EquilibriumProblem(
        model: model, inputs: generator.normalMatrix(rows: 1, columns: 4))
      let alpha = share * model.optimalStepSize
      let found = try problem.solve(
        by: .averageIteration(stepSize: .fixed(alpha)), until: .residual(below: 1e-9))
      let factor = try #require(model.contractionFactor(stepSize: alpha))
      // Residuals stay above 1e-9, rounding below 1e-14: ratios are right to 1e-4 there, to 1e-8 above 1e-5.
      #expect(try #require(found.history.largestFactor(above: 1e-5)) <= factor + 1e-8)
    }
  }

  /// C3, C9: distances to the equilibrium shrink at every depth, in the weighted norm, by the proved factor.
  /// Oracle: the theorem's factor, and Newton's method for the limit.
  @Test func deeperNetworksComeCloser() throws {
    var generator = RandomGenerator(seed: 46)
    let model = try randomModel(width: 8, gamma: 0.5, from: &generator)
    let problem = try EquilibriumProblem(model: model, inputs: generator.normalMatrix(rows: 1, columns: 4))
    let limit = try problem.solve(by: .newton, until: .residual(below: 1e-13)).states
    let layers = try problem.trajectory(
      of: .averageIteration(), steps: 60, from: generator.normalMatrix(rows: 1, columns: 8))
    #expect(layers.count == 61)
    let distances = layers.map { ($0 - limit).elements.norm(in: model.norm) }
    let factor = try #require(model.contractionFactor(stepSize: model.optimalStepSize))
    for (before, after) in zip(distances, distances.dropFirst()) {
      // The limit is known to 1e-12.
      #expect(after <= factor * before + 1e-12)
    }
  }

  /// Oracle: each sample by itself, by another method.
  @Test func aBatchIsSolvedLikeItsSamples() throws {
    var generator = RandomGenerator(seed: 43)
    let model = try randomModel(width: 6, gamma: 0.2, from: &generator)
    let inputs = generator.normalMatrix(rows: 4, columns: 4)
    let together = try EquilibriumProblem(model: model, inputs: inputs)
      .solve(by: .andersonAcceleration(), until: .residual(below: 1e-12))
    for k in 0..<4 {
      let alone = try EquilibriumProblem(model: model, inputs: inputs.rows(in: k..<k + 1))
        .solve(by: .averageIteration(), until: .residual(below: 1e-12))
      #expect(isClose(alone.states[row: 0], together.states[row: k], 1e-10))
    }
    let empty = try EquilibriumProblem(model: model, inputs: Matrix(rows: 0, columns: 4))
      .solve(by: .newton, until: .residual(below: 1e-12))
    #expect(empty.states.shape == Shape(rows: 0, columns: 6) && empty.history.iterations == 0)
  }

  /// Nothing leaks from a solve that failed into the next. Oracle: the same solve before.
  @Test func solvesDoNotInfluenceEachOther() throws {
    var generator = RandomGenerator(seed: 44)
    let model = try randomModel(width: 6, gamma: 0.9, from: &generator)
    let problem = try EquilibriumProblem(model: model, inputs: generator.normalMatrix(rows: 3, columns: 4))
    let methods: [any EquilibriumMethod] = [
      .averageIteration(), .andersonAcceleration(), .newton,
    ]
    for method in methods {
      let before = try problem.solve(by: method, until: .residual(below: 1e-10))
      #expect(throws: SolverError.self) {
        try problem.solve(by: method, until: .residual(below: 1e-10, within: 1))
      }
      #expect(try problem.solve(by: method, until: .residual(below: 1e-10)) == before)
    }
  }

  /// One unit, `x = max(a x + 1, 0)` from 0: with a = 2 the iterates are 2^k - 1, their
  /// residuals 2^k, and N(2^1023 - 1) overflows. Oracle: by hand.
  @Test func failuresAreTyped() throws {
    func problem(a: Double) throws -> EquilibriumProblem {
      let model = try ImplicitModel(A: Matrix([[a]]), B: Matrix([[1]]), C: Matrix([[1]]))
      return try EquilibriumProblem(model: model, inputs: Matrix([[1]]))
    }
    #expect(throws: SolverError.notWellPosed(measure: 2)) {
      try problem(a: 2).solve(by: .averageIteration(), until: .residual(below: 1e-9))
    }
    #expect(throws: SolverError.notWellPosed(measure: 1)) {
      try problem(a: 1).solve(by: .forwardBackwardSplitting(), until: .residual(below: 1e-9))
    }
    #expect(throws: SolverError.notConverged(residual: 8, iterations: 3)) {
      try problem(a: 2).solve(by: .picard, until: .residual(below: 1e-9, within: 3))
    }
    #expect(throws: SolverError.notFinite(iteration: 1023)) {
      try problem(a: 2).solve(by: .picard, until: .residual(below: 1e-9))
    }
    #expect(throws: SolverError.singular(SingularMatrix(pivot: 0))) {
      try problem(a: 2).solve(
        by: .peacemanRachfordSplitting(stepSize: .fixed(1)), until: .residual(below: 1e-9))
    }
    let shapes = (Shape(rows: 1, columns: 1), Shape(rows: 2, columns: 1))
    #expect(throws: SolverError.startShape(expected: shapes.0, found: shapes.1)) {
      try problem(a: 0).solve(
        by: .picard, until: .residual(below: 1e-9), from: Matrix(rows: 2, columns: 1))
    }
  }

  /// Oracle: NumPy's equilibrium and constants of a monotone operator network.
  @Test func referenceMonotoneEquilibrium() throws {
    let reference = try ReferenceValues.load().monotone
    let constants = MonotoneOperator(of: reference.W)
    #expect(isClose(constants.strongMonotonicity, reference.strong_monotonicity))
    #expect(isClose(constants.lipschitzConstant, reference.lipschitz))
    #expect(isClose(constants.forwardBackwardStepSize, reference.forward_backward_alpha))
    let ratio = constants.strongMonotonicity / constants.lipschitzConstant
    #expect(isClose((1 - ratio * ratio).squareRoot(), reference.forward_backward_factor))
    let identity = Matrix<Double>.identity(6)
    let model = try ImplicitModel(A: reference.W, B: identity, C: identity)
    let problem = try EquilibriumProblem(
      model: model, inputs: Matrix(rows: 1, columns: 6, elements: reference.v))
    for method in [ForwardBackwardSplitting(), PeacemanRachfordSplitting()] as [any EquilibriumMethod] {
      let found = try problem.solve(by: method, until: .residual(below: 1e-12))
      #expect(isClose(found.states[row: 0], reference.z))
    }
  }

  /// Newton needs few steps, and its last one lands on the solution to rounding (a ReLU network is piecewise linear).
  /// Oracle: a twentieth of the average iteration's count.
  @Test func newtonFindsTheActiveSet() throws {
    var generator = RandomGenerator(seed: 45)
    let model = try randomModel(width: 30, gamma: 0.9, from: &generator)
    let problem = try EquilibriumProblem(model: model, inputs: generator.normalMatrix(rows: 1, columns: 4))
    let newton = try problem.solve(by: .newton, until: .residual(below: 1e-11))
    let average = try problem.solve(by: .averageIteration(), until: .residual(below: 1e-11))
    #expect(newton.history.iterations * 20 < average.history.iterations)
  }

  /// Oracle: on an affine problem with n units, Anderson acceleration with memory n is GMRES in disguise (Walker and Ni)
  /// and ends after n + 1 steps but for rounding and safeguarded steps; the average iteration needs many more.
  @Test func andersonSolvesAffineProblemsInFewSteps() throws {
    var generator = RandomGenerator(seed: 47)
    let model = try randomModel(width: 6, gamma: 0.9, activation: .leakyReLU(slope: 1), from: &generator)
    let problem = try EquilibriumProblem(model: model, inputs: generator.normalMatrix(rows: 1, columns: 4))
    let anderson = try problem.solve(by: .andersonAcceleration(memory: 6), until: .residual(below: 1e-8))
    let average = try problem.solve(by: .averageIteration(), until: .residual(below: 1e-8))
    #expect(anderson.history.iterations <= 14)
    #expect(average.history.iterations > 5 * anderson.history.iterations)
    #expect(isClose(anderson.states, average.states, 1e-6))
  }
}
