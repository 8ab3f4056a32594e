import Foundation
import ImageData
import ImplicitNetworks
import LinearAlgebra
import Records
import Testing
import Training

/// The gradient that the first step of training uses, against derivatives of a loss written out here.
@Suite struct GradientTests {
  static let images = tinyImages(count: 7)

  /// The loss of section 5 in double precision, from its definition: plain iteration to the equilibrium, mean
  /// cross-entropy, `lambda` times the arithmetic mean of the squared norms.
  private func loss(_ model: FullyConnectedNEMON, _ p: [Double], lambda: Double) -> Double {
    let (n, r, q) = (model.width, model.inputs, model.classes)
    let T = Array(p[0..<n * n]), d = Array(p[(n * n)..<(n * n + n)])
    let B = Array(p[(n * n + n)..<(n * n + n + n * r)])
    let b = Array(p[(n * n + n + n * r)..<(n * n + 2 * n + n * r)])
    let C = Array(p[(n * n + 2 * n + n * r)..<(n * n + 2 * n + n * r + q * n)]), c = Array(p.suffix(q))
    var A = [Double](repeating: 0, count: n * n)
    for i in 0..<n {
      var sum = 0.0
      for j in 0..<n {
        A[i * n + j] = T[i * n + j] * exp(d[j] - d[i])
        sum += abs(T[i * n + j])
      }
      A[i * n + i] = T[i * n + i] - sum + Double(model.gamma)
    }
    let leastDiagonal = (0..<n).map { min(0, A[$0 * n + $0]) }.min() ?? 0
    let alpha = 1 / (1 - leastDiagonal)
    func affine(_ M: some RandomAccessCollection<Double>, _ x: [Double], _ row: Int) -> Double {
      let start = M.index(M.startIndex, offsetBy: row * x.count)
      return zip(M[start...], x).reduce(0) { $0 + $1.0 * $1.1 }
    }
    var total = 0.0
    for (sample, label) in Self.images.labels.enumerated() {
      let u = Self.images.image(sample).map { (Double($0) / 255 - 0.1307) / 0.3081 }
      let v = (0..<n).map { b[b.startIndex + $0] + affine(B, u, $0) }
      var x = [Double](repeating: 0, count: n)
      for _ in 0..<4000 {
        let z = (0..<n).map { v[$0] + affine(A, x, $0) }
        for i in 0..<n { x[i] += alpha * (max(z[i], Double(model.negativeSlope) * z[i]) - x[i]) }
      }
      let y = (0..<q).map { c[$0] + affine(C, x, $0) }
      total += log(y.map(exp).reduce(0, +)) - y[Int(label)]
    }
    func largest(_ values: [Double]) -> Double { values.max() ?? 0 }
    let inputNorm = largest(
      (0..<n).map { exp(d[$0]) * affine(B.map(abs), [Double](repeating: 1, count: r), $0) })
    let outputNorm = largest((0..<q).map { affine(C.map(abs), d.map { exp(-$0) }, $0) })
    let regulariser =
      (inputNorm * inputNorm + outputNorm * outputNorm) / (2 * (1 - max(Double(model.gamma), 0)))
    return total / Double(Self.images.count) + lambda * regulariser
  }

  private func flat(_ m: FullyConnectedNEMON) -> [Double] {
    [m.layer.T, m.layer.d, m.B, m.b, m.C, m.c].flatMap { $0.map(Double.init) }
  }

  /// Oracle: central differences (step 1e-5, error about 1e-8) of the loss above. Single precision and a solver
  /// tolerance of 1e-7 leave about 1e-5 of the largest entry.
  @Test(arguments: [Float(0), 0.3], [0, 0.05]) func firstStep(gamma: Float, lambda: Double) throws {
    var model = FullyConnectedNEMON(
      width: 5, inputs: 6, classes: 3, gamma: gamma, rowSum: 2, randomly: RandomGenerator(seed: 5))
    model.d = [0.3, -0.2, 0.1, 0, -0.4]
    model.negativeSlope = gamma == 0 ? 0 : 0.1
    var settings = TrainingSettings(seed: 1)
    (settings.batch, settings.lambda) = (7, lambda)
    settings.tolerance = SolverTolerance(relativeChange: 1e-7, mostIterations: 5000)
    settings.adjointTolerance = settings.tolerance
    let trainer = try FullyConnectedTrainer(
      model, on: SparseImages(Self.images), settings: settings, team: WorkerTeam(threads: 2))
    let record = try trainer.runEpoch()
    let parameters = flat(model)
    #expect(abs(record.loss - loss(model, parameters, lambda: 0)) < 1e-5)
    let found = flat(trainer.firstMoments).map { $0 / 0.1 }
    let scale = found.map(abs).max()!
    #expect(scale > 1e-2)
    for k in parameters.indices {
      var (up, down) = (parameters, parameters)
      up[k] += 1e-5
      down[k] -= 1e-5
      let slope = (loss(model, up, lambda: lambda) - loss(model, down, lambda: lambda)) / 2e-5
      #expect(abs(found[k] - slope) < 2e-5 * scale, "parameter \(k) of \(parameters.count)")
    }
  }
}

/// Images of 2 x 3 pixels in three classes, with many zeros; `seed` fixes them.
func tinyImages(count: Int, seed: UInt64 = 11) -> LabeledImages {
  var generator = RandomGenerator(seed: seed)
  let pixels = (0..<6 * count).map { _ in generator.uniform() < 0.4 ? 0 : UInt8(generator.integer(below: 256))
  }
  let labels = (0..<count).map { _ in UInt8(generator.integer(below: 3)) }
  return LabeledImages(rows: 2, columns: 3, channels: 1, pixels: pixels, labels: labels)
}
