import CKernels
import CertifiedTraining
import Foundation
import ImageData
import ImplicitNetworks
import LinearAlgebra
import Oracles
import Robustness
import Testing
import Training

/// The front's gradients against central differences, in double precision, of the loss written with dense matrices and with the
/// interval equilibria of Robustness.
@Suite struct FrontGradientTests {
  private let radius = 0.03
  private let images = SmallFront.images(4)

  /// Cross-entropy of `scores` for a label.
  private func crossEntropy(_ scores: [Double], _ label: Int) -> Double {
    log(scores.map { exp($0 - scores[label]) }.reduce(0, +))
  }

  /// `0.3 CE(clean) + 0.7 CE(worst case)`, the mean over the images.
  private func loss(_ front: DenseFront, _ model: ImplicitModel) throws -> Double {
    let rule = StoppingRule.residual(below: 1e-13)
    let pixels = Matrix<Double>(images).rowVectors
    let boxes = pixels.map { row in
      front.box(row.map { max($0 - radius, 0) }, row.map { min($0 + radius, 1) })
    }
    let logits = try ImplicitClassifier(model: model, until: rule)
      .logits(of: Matrix(pixels.map { front.outputs(of: $0) }))
    let worst = try model.intervalEquilibria(
      lower: Matrix(boxes.map(\.lower)), upper: Matrix(boxes.map(\.upper)), until: rule
    ).worstLogitDifferences(of: model, labels: images.classes)
    return images.classes.enumerated().reduce(0) { sum, sample in
      sum
        + (0.3 * crossEntropy(logits[row: sample.offset], sample.element)
          + 0.7 * crossEntropy(worst[row: sample.offset], sample.element)) / Double(images.count)
    }
  }

  @Test func agreesWithCentralDifferences() throws {
    let network = SmallFront.network
    let team = WorkerTeam(threads: 2)
    let parameters = IntervalParameters(network.layer)
    let front = FrontParameters(network.front, before: parameters)
    parameters.recompute(team)
    front.recompute(parameters, team)
    let best = kernels(at: kernel_best_level())
    let batch = IntervalBatch(batch: images.count, parameters: parameters, kernels: best)
    let frontBatch = FrontBatch(batch: images.count, parameters: front, layer: batch, kernels: best)
    let request = IntervalBatch.Request(
      clean: 0.3, worst: 0.7, tolerance: SolverTolerance(relativeChange: 1e-7, mostIterations: 2000))
    for row in 0..<images.count { frontBatch.load(images.image(row), row: row, radius: Float(radius)) }
    frontBatch.forward(0..<images.count, request)
    batch.differentiate(labels: images.classes, request, scratch: parameters.scratch, team)
    frontBatch.differentiate(count: images.count, request, team)
    let found = front.read(front.numbers.gradient)
    let foundB = parameters.read(parameters.gradient, like: network.layer).B

    let dense = DenseFront(network.front)
    let model = try network.layer.implicitModel()
    let total = batch.outcomes.reduce(0) { $0 + Double($1.loss) } / Double(images.count)
    let expectedLoss = try loss(dense, model)
    // Single precision: some tens of roundings.
    #expect(abs(total - expectedLoss) <= 1e-5 * expectedLoss)

    /// Central differences with a step of 1e-6 are off by some 1e-8; the rest is single precision, as in IntervalGradientTests.
    func compare(_ found: [Float], _ chosen: [Int], _ name: String, _ change: (Int, Double) throws -> Double)
      rethrows
    {
      let size = max(Double(found.map(abs).max() ?? 0), 1e-3)
      for k in chosen {
        let difference = (try change(k, 1e-6) - change(k, -1e-6)) / 2e-6
        #expect(abs(Double(found[k]) - difference) <= 5e-5 * size, "\(name), \(k)")
      }
    }
    for index in 0..<2 {
      let kernels = found.convolutions[index].kernels
      try compare(
        kernels, Array(stride(from: index, to: kernels.count, by: index == 0 ? 17 : 173)), "kernels \(index)"
      ) {
        var moved = dense
        moved.kernels[index][$0] += $1
        return try loss(moved, model)
      }
      try compare(found.convolutions[index].b, [0, 5, 11], "offsets \(index)") {
        var moved = dense
        moved.offsets[index][$0] += $1
        return try loss(moved, model)
      }
    }
    try compare(foundB, Array(stride(from: 0, to: foundB.count, by: 23)), "B") { k, step in
      let B = Matrix(rows: model.width, columns: model.inputs) {
        model.B[$0, $1] + ($0 * model.inputs + $1 == k ? step : 0)
      }
      return try loss(
        dense,
        ImplicitModel(
          A: model.A, B: B, b: model.b, C: model.C, c: model.c, activation: model.activation,
          weights: model.weights))
    }
  }
}
