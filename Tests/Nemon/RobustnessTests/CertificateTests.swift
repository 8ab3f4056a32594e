import ImplicitNetworks
import LinearAlgebra
import Oracles
import Robustness
import Testing

@Suite struct CertificateTests {
  /// Oracle: by hand. Differences of C: classes 0 and 1 differ by (1, -2), 0 and 2 by (1, 1), 1 and 2 by (0, 3). What is added
  /// for rounding is below 1e-13.
  @Test func radiiByHand() throws {
    let model = try ImplicitModel(
      A: Matrix([[0, 0], [0, 0]]), B: Matrix([[1], [0.5]]), C: Matrix([[1, 0], [0, 2], [0, -1]]))
    let sensitivity = try StateSensitivity.metzler(of: model)
    #expect(isClose(sensitivity.values, [1, 0.5], 1e-13) && sensitivity.values[0] >= 1)
    let differences = sensitivity.differenceBounds(of: model.C)
    #expect(isClose(differences, try Matrix([[0, 2, 1.5], [2, 0, 1.5], [1.5, 1.5, 0]]), 1e-13))
    #expect((0..<3).allSatisfy { differences[$0, $0] == 0 })
    let logits = try Matrix([[5.0, 3, 4.7], [1, 1, 0], [0, 2, 1]])
    let radii = sensitivity.certifiedRadii(logits: logits, C: model.C)
    #expect(isClose(radii[0], 0.2, 1e-12) && radii[1] == 0 && isClose(radii[2], 2.0 / 3, 1e-12))
    let accuracies = sensitivity.certifiedAccuracies(
      logits: logits, labels: [0, 0, 2], C: model.C, radii: [0, 0.1, 0.3])
    #expect(accuracies.elementsEqual([1.0 / 3, 1.0 / 3, 0]))
  }

  /// B2: a certificate never exceeds the accuracy under any attack, and B1's is never below C5's.
  /// Oracle: the attacked predictions.
  @Test func certificatesHoldUnderAttack() throws {
    var generator = RandomGenerator(seed: 70)
    let model = try randomModel(gamma: 0, from: &generator)
    let classifier = ImplicitClassifier(model: model, until: .residual(below: 1e-8))
    let images = Matrix<Double>(rows: 40, columns: 4) { _, _ in generator.uniform() }
    let logits = try classifier.logits(of: images)
    let labels = logits.rowVectors.map(\.predictedClass)
    let metzler = try StateSensitivity.metzler(of: model)
    let paper = try StateSensitivity.weightedNorm(of: model)
    let radii = metzler.certifiedRadii(logits: logits, C: model.C)
    for (sharp, blunt) in zip(radii, paper.certifiedRadii(logits: logits, C: model.C)) {
      #expect(sharp >= blunt * (1 - 1e-12) && blunt > 0)
    }
    for epsilon in [0.003, 0.01, 0.05, 0.2] {
      let attacked = try Attack.projectedGradientDescent(steps: 10, starts: 2).images(
        images, labels: labels, epsilon: epsilon, against: classifier, seed: 1)
      let certified = metzler.certifiedAccuracies(
        logits: logits, labels: labels, C: model.C, radii: [epsilon])[0]
      #expect(certified <= (try classifier.accuracy(on: attacked, labels: labels)))
      for (k, row) in try classifier.logits(of: attacked).rowVectors.enumerated() where radii[k] > epsilon {
        #expect(row.predictedClass == labels[k])
      }
    }
  }

  /// Oracle: equilibria of random monotone models, at pairs of inputs in and on the corners of a ball. The bound must
  /// hold for each pair; and for `A = (1 - m) I`, `B = C = I` and n = 1 it is attained.
  @Test func euclideanCertificate() throws {
    var generator = RandomGenerator(seed: 71)
    for m in [0.2, 1] {
      let parameters = try MonotoneParameters(
        P: 0.5 * generator.normalMatrix(rows: 8, columns: 8), Q: generator.normalMatrix(rows: 8, columns: 8),
        m: m)
      let model = try ImplicitModel(
        A: parameters.A, B: generator.normalMatrix(rows: 8, columns: 5),
        C: generator.normalMatrix(rows: 3, columns: 8))
      let sensitivity = try EuclideanSensitivity.monotone(of: model)
      let bounds = sensitivity.differenceBounds(of: model.C)
      let first = generator.normalMatrix(rows: 60, columns: 5)
      let second = first.map { $0 + 0.3 * (generator.uniform() < 0.5 ? -1 : 1) }
      func logits(_ u: Matrix<Double>) throws -> Matrix<Double> {
        model.outputs(
          of: try EquilibriumProblem(model: model, inputs: u)
            .solve(by: .peacemanRachfordSplitting(), until: .residual(below: 1e-11)).states)
      }
      let moves = try logits(second) - logits(first)
      for row in moves.rowVectors {
        #expect(row.norm(in: .infinity) <= 0.3 * sensitivity.lipschitzBound(of: model.C))
        for i in 0..<3 {
          for j in 0..<3 { #expect((row[i] - row[j]).magnitude <= 0.3 * bounds[i, j] + 1e-9) }
        }
      }
    }
    let scalar = try ImplicitModel(A: Matrix([[0.75]]), B: Matrix([[2]]), C: Matrix([[3]]))
    let bound = try EuclideanSensitivity.monotone(of: scalar, inputScale: [0.5]).lipschitzBound(of: scalar.C)
    #expect(isClose(bound, 12, 1e-12))
    let unbounded = try ImplicitModel(A: Matrix([[1]]), B: Matrix([[2]]), C: Matrix([[3]]))
    #expect(throws: BoundError.notWellPosed(measure: 1)) { try EuclideanSensitivity.monotone(of: unbounded) }
  }

  /// Oracle: NumPy. Sums of at most twelve terms and an eigenvalue of a 12 x 12 matrix: 1e-12 leaves room.
  @Test func referenceEuclideanSensitivity() throws {
    let references = try ReferenceCertificates.load().models
    #expect(references.count == 3)
    for reference in references {
      let model = try NEMONParameters(T: reference.T, d: reference.d, gamma: reference.gamma)
        .model(B: reference.B, C: reference.C)
      #expect(isClose(model.A.matrixMeasure(in: .two), reference.mu_2, 1e-12))
      let sensitivity = try EuclideanSensitivity.monotone(of: model)
      #expect(isClose(sensitivity.value, reference.euclidean_sensitivity, 1e-12))
      let bounds = sensitivity.differenceBounds(of: model.C)
      for i in 0..<model.C.rows {
        for j in 0..<model.C.rows {
          let length = zip(model.C[row: i], model.C[row: j]).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
          #expect(
            isClose(bounds[i, j], reference.euclidean_sensitivity * length.squareRoot(), 1e-12))
        }
      }
    }
  }
}
