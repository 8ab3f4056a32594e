import ImplicitNetworks
import LinearAlgebra
import Oracles
import Robustness
import Testing

/// The library in fifteen lines: solve, differentiate and bound a model.
@Suite struct ReadmeExampleTests {
  /// Oracle: by hand, and the equation itself.
  @Test func example() throws {
    let parameters = try NEMONParameters(T: Matrix([[0.5, -2], [1, 0.3]]), gamma: 0.2)
    let model = try parameters.model(
      B: Matrix([[1, 0], [0.5, -1]]), b: [0.1, 0.2], C: Matrix([[1, 2], [-1, 1]]), activation: .tanh)
    let inputs = try Matrix([[0.3, -0.7], [1, 2]])

    let equilibrium = try EquilibriumProblem(model: model, inputs: inputs)
      .solve(by: .averageIteration(stepSize: .optimal), until: .residual(below: 1e-12))
    let loss = try CrossEntropy.loss(of: model.outputs(of: equilibrium.states), labels: [0, 1])
    let gradients = try model.implicitDifferentiation(
      at: equilibrium.states, inputs: inputs, outputGradient: loss.gradient, until: .residual(below: 1e-12))
    let gradientT = parameters.gradients(fromA: gradients.A).T

    let bound = try model.lipschitzBound()
    let radii = try StateSensitivity.metzler(of: model)
      .certifiedRadii(logits: model.outputs(of: equilibrium.states), C: model.C)

    // Oracle: 1 - mu = 0.8, ||B|| = 1.5, ||C|| = 3; shapes; a residual recomputed from the definition.
    #expect(isClose(bound, 1.5 * 3 / 0.8, 1e-12))
    #expect(gradientT.shape == parameters.T.shape && radii.count == 2)
    let x = equilibrium.states
    let image = (x * model.A.transposed + inputs * model.B.transposed).addingToRows(model.b)
      .map { Activation.tanh($0) }
    #expect((image - x).elements.norm(in: .infinity) < 1e-11)
  }
}
