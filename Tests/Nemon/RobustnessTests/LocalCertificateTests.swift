import ImplicitNetworks
import LinearAlgebra
import Oracles
import Robustness
import Testing

@Suite struct LocalCertificateTests {
  /// B4. Oracle: NumPy, to 1e-9; the equilibrium is solved to 1e-12 and its error taken off.
  @Test func referenceRounds() throws {
    for reference in try ReferenceCertificates.load().models {
      let model = try reference.model()
      #expect(reference.local.count == 6)
      for local in reference.local {
        let input = reference.U.rows(in: local.input..<local.input + 1)
        let point = try model.intervalEquilibria(around: input, radius: 0)
        #expect(isClose(point.lower[row: 0], local.x) && isClose(point.upper[row: 0], local.x))
        let found = try #require(
          try model.localCertificates(at: input, labels: [local.label], radius: local.epsilon).first)
        #expect(found.rounds.count == local.history.count)
        for (round, expected) in zip(found.rounds, local.history) {
          #expect(round.on == expected.on && round.off == expected.off)
          #expect(isClose(round.dx, expected.dx) && isClose(round.dz, expected.dz))
          #expect(isClose(round.lowestMargin, expected.lowest_margin))
        }
      }
    }
  }

  /// B4 holds. Oracle: equilibria at 200 inputs of each ball, half of them corners, solved to 1e-12: no state moves by more
  /// than dx, no margin falls under the lowest. 1e-10 covers the solve.
  @Test(arguments: [-1.0, 0, 0.6]) func noSearchedInputBreaksIt(gamma: Double) throws {
    var generator = RandomGenerator(seed: 193)
    var certified = 0
    for radius in [0.003, 0.03, 0.3] {
      let model = try randomModel(gamma: gamma, from: &generator)
      let centre = generator.normalMatrix(rows: 1, columns: 4)
      let inputs = Matrix<Double>(rows: 201, columns: 4) { row, j in
        let t = generator.uniform(-1, 1)
        return centre[0, j] + (row == 0 ? 0 : radius * (row < 100 ? t : t < 0 ? -1 : 1))
      }
      let states = try EquilibriumProblem(model: model, inputs: inputs)
        .solve(by: .averageIteration(), until: .residual(below: 1e-12)).states
      let logits = model.outputs(of: states)
      let label = logits[row: 0].predictedClass
      let found = try #require(
        try model.localCertificates(at: centre, labels: [label], radius: radius).first)
      if found.isCertified { certified += 1 }
      for row in 1..<states.rows {
        let near = found.rounds.allSatisfy { round in
          round.dx.indices.allSatisfy { abs(states[row, $0] - states[0, $0]) <= round.dx[$0] + 1e-10 }
        }
        #expect(near, "radius \(radius), row \(row)")
        for k in 0..<model.outputs where k != label {
          #expect(logits[row, label] - logits[row, k] >= found.lowestMargin - 1e-10)
        }
      }
    }
    #expect(certified > 0)
  }

  /// From `|K| <= (I - M_oo)^-1` follows that no round is worse than the global bound, and none than the one before.
  /// Oracle: B1's margins; 1e-9 covers the error of the equilibrium, which the global margin here ignores.
  @Test func neverLooserThanTheGlobalBound() throws {
    var generator = RandomGenerator(seed: 194)
    var sharper = 0
    for index in 0..<100 {
      let model = try randomModel(gamma: generator.uniform(-2, 0.8), from: &generator)
      let (radius, label) = ([0.003, 0.03, 0.3][index % 3], index % 3)
      let input = generator.normalMatrix(rows: 1, columns: 4)
      let logits = model.outputs(
        of: try EquilibriumProblem(model: model, inputs: input)
          .solve(by: .averageIteration(), until: .residual(below: 1e-12)).states)
      let bounds = try StateSensitivity.metzler(of: model).differenceBounds(of: model.C)
      let global =
        (0..<3).filter { $0 != label }
        .map { logits[0, label] - logits[0, $0] - radius * bounds[label, $0] }.min() ?? .infinity
      let found = try #require(
        try model.localCertificates(at: input, labels: [label], radius: radius).first)
      var before = global
      for round in found.rounds {
        #expect(round.lowestMargin >= before - 1e-9 * max(1, abs(before)), "model \(index)")
        before = round.lowestMargin
      }
      if found.lowestMargin > global + 1e-3 * abs(global) { sharper += 1 }
    }
    #expect(sharper > 50)
  }

  /// Larger balls leave less margin, and the largest certified radius lies between. Oracle: the order of the radii;
  /// the margins on both sides of the radius.
  @Test func theMarginFallsWithTheRadius() throws {
    var generator = RandomGenerator(seed: 195)
    for _ in 0..<20 {
      let model = try randomModel(gamma: 0, from: &generator)
      let input = generator.normalMatrix(rows: 1, columns: 4)
      let point = try model.intervalEquilibria(around: input, radius: 0)
      let label = model.outputs(of: point.lower)[row: 0].predictedClass
      func margin(_ radius: Double) throws -> Double {
        try model.localCertificates(at: input, labels: [label], radius: radius)[0].lowestMargin
      }
      let margins = try [0, 0.001, 0.01, 0.05, 0.2, 1].map(margin)
      for (small, large) in zip(margins, margins.dropFirst()) { #expect(small > large) }
      let certificates = try LocalCertificates(of: model, at: input, labels: [label])
      let radius = try #require(
        try certificates.largestRadii(upTo: 10, steps: 30, team: WorkerTeam(threads: 1))[0])
      #expect(radius > 0 && radius < 10)
      #expect(try margin(radius) > 0)
      #expect(try margin(radius * (1 + 1e-4) + 1e-7) <= 0)
    }
  }

  /// Stopping early costs sharpness, not soundness. Oracle: a solve to 1e-13: at radius 0 its margin is the true one, and a
  /// unit that a coarse solve calls on or off is so; 1e-11 covers rounding.
  @Test func theErrorOfTheSolveIsTakenOff() throws {
    var generator = RandomGenerator(seed: 196)
    let model = try randomModel(gamma: 0.3, from: &generator)
    let inputs = generator.normalMatrix(rows: 30, columns: 4)
    let labels = (0..<30).map { $0 % 3 }
    func certificates(_ radius: Double, _ tolerance: Double) throws -> [LocalCertificate] {
      try model.localCertificates(
        at: inputs, labels: labels, radius: radius, rounds: 1, until: .residual(below: tolerance))
    }
    let (exact, sharp) = (try certificates(0, 1e-13), try certificates(0.01, 1e-13))
    for tolerance in [0.3, 0.03, 1e-4] {
      let (point, ball) = (try certificates(0, tolerance), try certificates(0.01, tolerance))
      for k in 0..<30 {
        #expect(point[k].lowestMargin <= exact[k].lowestMargin + 1e-11)
        #expect(ball[k].rounds[0].on <= sharp[k].rounds[0].on)
        #expect(ball[k].rounds[0].off <= sharp[k].rounds[0].off)
      }
    }
  }

  /// Oracle: by hand. x = relu(u), margin 2 x: at u = 1 and radius 0.25 it is 1.5 at least; scaled by 2, it is 1. It is 0
  /// at radius 1, which 30 halvings find; the other class holds nowhere.
  @Test func byHand() throws {
    let model = try ImplicitModel(A: Matrix([[0]]), B: Matrix([[1]]), C: Matrix([[2], [0]]))
    let input = try Matrix([[1.0]])
    let found = try model.localCertificates(at: input, labels: [0], radius: 0.25)[0]
    #expect(isClose(found.lowestMargin, 1.5, 1e-12) && found.isCertified && found.rounds[0].on == 1)
    let scaled = try model.localCertificates(at: input, labels: [0], radius: 0.25, inputScale: [-2])[0]
    #expect(isClose(scaled.lowestMargin, 1, 1e-12))
    let certificates = try LocalCertificates(of: model, at: Matrix([[1], [1]]), labels: [0, 1])
    let team = WorkerTeam(threads: 1)
    let radius = try #require(try certificates.largestRadii(upTo: 3, steps: 30, team: team)[0])
    #expect(radius < 1 && isClose(radius, 1, 1e-8))
    #expect(try certificates.largestRadii(upTo: 0.5, steps: 30, team: team) == [0.5, nil])
  }

  /// Oracle: the certificate's own premises.
  @Test func whatHasNoCertificateIsRefused() throws {
    let input = try Matrix([[1.0]])
    func model(_ a: Double, _ activation: Activation = .relu) throws -> ImplicitModel {
      try ImplicitModel(A: Matrix([[a]]), B: Matrix([[1]]), C: Matrix([[1]]), activation: activation)
    }
    #expect(throws: LocalCertificateError.notReLU(.tanh)) {
      try model(0, .tanh).localCertificates(at: input, labels: [0], radius: 0.1)
    }
    #expect(throws: BoundError.notWellPosed(measure: 1)) {
      try model(1).localCertificates(at: input, labels: [0], radius: 0.1)
    }
    #expect(throws: LabelError.self) {
      try model(0).localCertificates(at: input, labels: [1], radius: 0.1)
    }
  }
}
