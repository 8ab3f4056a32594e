import ImplicitNetworks
import LinearAlgebra
import Oracles
import Robustness
import Testing

/// What the bounds, attacks and certificates do with input that has no answer.
@Suite struct BadInputTests {
  private func classifier() throws -> ImplicitClassifier {
    var generator = RandomGenerator(seed: 170)
    return ImplicitClassifier(model: try randomModel(gamma: 0.2, from: &generator))
  }

  /// Oracle: by hand. A mean over nothing is not a number, and there is nothing to attack or to differentiate.
  @Test func emptyBatches() throws {
    let classifier = try classifier()
    let none = Matrix<Double>(rows: 0, columns: 4)
    #expect(throws: LabelError.emptyBatch) {
      try Attack.fastGradientSign.images(none, labels: [], epsilon: 0.1, against: classifier, seed: 1)
    }
    let noise = try Attack.uniformNoise.images(none, labels: [], epsilon: 0.1, against: classifier, seed: 1)
    #expect(noise == none)
    let certified = try StateSensitivity.metzler(of: classifier.model).certifiedAccuracies(
      logits: Matrix(rows: 0, columns: 3), labels: [], C: classifier.model.C, radii: [0.1])
    #expect(certified.count == 1 && certified[0].isNaN)
    let gradients = try classifier.model.implicitDifferentiation(
      at: Matrix(rows: 0, columns: 8), inputs: none, outputGradient: Matrix(rows: 0, columns: 3),
      until: .residual(below: 1e-9))
    #expect(gradients.A == Matrix(rows: 8, columns: 8) && gradients.inputs == none)
  }

  /// Oracle: the shapes, by hand.
  @Test func mismatchedShapes() throws {
    let classifier = try classifier()
    let images = Matrix<Double>(rows: 3, columns: 4, repeating: 0.5)
    #expect(throws: LabelError.count(expected: 3, found: 2)) {
      try Attack.fastGradientSign.images(images, labels: [0, 1], epsilon: 0.1, against: classifier, seed: 1)
    }
    #expect(throws: LabelError.outside(sample: 2, label: 3, classes: 3)) {
      try Attack.fastGradientSign.images(
        images, labels: [0, 1, 3], epsilon: 0.1, against: classifier, seed: 1)
    }
    let (expected, found) = (Shape(rows: 3, columns: 4), Shape(rows: 3, columns: 5))
    #expect(throws: ModelError.shape(parameter: "inputs", expected: expected, found: found)) {
      try classifier.logits(of: Matrix(rows: 3, columns: 5))
    }
  }

  /// Oracle: IEEE 754. A pixel that is not a number reaches no solver.
  @Test(arguments: [Double.nan, .infinity]) func notFinite(value: Double) throws {
    let classifier = try classifier()
    #expect(throws: ModelError.notFinite(parameter: "inputs")) {
      try classifier.logits(of: Matrix(rows: 1, columns: 4, repeating: value))
    }
    #expect(throws: ModelError.notFinite(parameter: "inputs")) {
      try classifier.inputGradient(at: Matrix(rows: 1, columns: 4, repeating: value)) { $0 }
    }
  }
}
