import CKernels
import CertifiedTraining
import ImplicitNetworks
import LinearAlgebra
import Oracles
import Testing
import Training

/// The gradients of the worst-case loss against those of PyTorch in double precision.
@Suite struct IntervalGradientTests {
  /// Converged as far as single precision goes.
  private static let request = IntervalBatch.Request(
    clean: 0, worst: 1, tolerance: SolverTolerance(relativeChange: 1e-7, mostIterations: 2000))

  private func network(_ model: ReferenceCertificates.Case) -> FullyConnectedNEMON {
    var network = FullyConnectedNEMON(
      width: model.T.rows, inputs: model.B.columns, classes: model.C.rows, gamma: Float(model.gamma),
      randomly: RandomGenerator(seed: 1))
    (network.layer.T, network.layer.d) = (model.T.elements.map { Float($0) }, model.d.map { Float($0) })
    (network.B, network.b) = (model.B.elements.map { Float($0) }, model.b.map { Float($0) })
    (network.C, network.c) = (model.C.elements.map { Float($0) }, model.c.map { Float($0) })
    return network
  }

  /// Single precision: 2e-5 of the largest entry of a gradient, a hundred roundings or so.
  private func expectClose(_ found: [Float], _ expected: [Double], _ name: String) {
    let size = max(expected.map(abs).max() ?? 0, 1e-2)
    for (a, b) in zip(found, expected) { #expect(abs(Double(a) - b) <= 2e-5 * size, "\(name)") }
    #expect(found.count == expected.count)
  }

  @Test func agreesWithPyTorch() throws {
    let team = WorkerTeam(threads: 2)
    var compared = 0
    for model in try ReferenceCertificates.load().models {
      for interval in model.intervals where interval.activation == "relu" {
        let template = network(model)
        let parameters = IntervalParameters(template)
        parameters.recompute(team)
        let batch = IntervalBatch(
          batch: model.U.rows, parameters: parameters, kernels: kernels(at: kernel_best_level()))
        for row in 0..<model.U.rows {
          for (k, u) in model.U[row: row].enumerated() {
            batch.load(
              Float(u), from: Float(u - interval.epsilon), to: Float(u + interval.epsilon), row: row, k)
          }
        }
        batch.differentiate(labels: model.labels, Self.request, scratch: parameters.scratch, team)
        let loss = batch.outcomes.map { Double($0.loss) }.mean
        #expect(abs(loss - interval.cross_entropy) <= 2e-5 * max(1, interval.cross_entropy))
        let found = parameters.read(parameters.gradient, like: template)
        let expected = interval.gradients
        expectClose(found.layer.T, expected.T.elements, "T")
        expectClose(found.layer.d, expected.d, "d")
        expectClose(found.B, expected.B.elements, "B")
        expectClose(found.b, expected.b, "b")
        expectClose(found.C, expected.C.elements, "C")
        expectClose(found.c, expected.c, "c")
        compared += 1
      }
    }
    #expect(compared > 5)
  }
}

extension [Double] {
  fileprivate var mean: Double { reduce(0, +) / Double(count) }
}
