import Foundation
import Measurements
import Records
import Testing

/// Runs are found by family, factor and seed, and paired by seed alone, whatever their order.
@Suite struct StudyRunTests {
  private func run(_ family: Family, _ lambda: Double, _ seed: UInt64, right: Int) -> AttackedAccuracy {
    let network = TrainedNetwork(
      family: family, lambda: lambda, seed: seed, epochs: [], steps: 0, testImages: 4, testCorrect: right,
      parameters: Data())
    return AttackedAccuracy(of: network, attack: "noise", radii: [0, 0.1], right: [4, right], images: 4)
  }

  private var runs: [AttackedAccuracy] {
    [
      run(.nemon, 0, 2, right: 3), run(.idl, 0, 1, right: 1), run(.nemon, 1e-3, 1, right: 2),
      run(.nemon, 0, 1, right: 4), run(.idl, 0, 3, right: 2), run(.idl, 0, 2, right: 0),
    ]
  }

  /// Oracle: by hand.
  @Test func selection() {
    #expect(runs[.nemon].map(\.seed) == [2, 1, 1])
    #expect(runs[.nemon, lambda: 0].map(\.seed) == [2, 1])
    #expect(runs[.nemon, lambda: 1e-3, seed: 1]?.right == [4, 2])
    #expect(runs[.nemon, lambda: 1e-3, seed: 2] == nil && runs[.mon].isEmpty)
    #expect(runs[.nemon].lambdas == [0, 1e-3] && runs.seeds == [1, 2, 3])
    #expect(runs.under("noise").count == 6 && runs.under("blend").isEmpty)
  }

  /// Oracle: by hand. Seed 3 has no partner; a pair without a value is left out.
  @Test func pairs() {
    let (nemon, idl) = (runs[.nemon, lambda: 0], runs[.idl, lambda: 0])
    let differences = nemon.pairs(with: idl) { one, other in
      one[0.1].flatMap { accuracy in other[0.1].map { accuracy - $0 } }
    }
    #expect(differences == Pairs(seeds: [1, 2], values: [0.75, 0.75]))
    #expect(idl.pairs(with: nemon) { $0.mean - $1.mean } == Pairs(seeds: [1, 2], values: [-0.375, -0.375]))
    #expect(nemon.pairs(with: idl) { one, other in one[0.2].map { $0 - other.mean } }.values.isEmpty)
    #expect(nemon.pairs(with: runs[.mon]) { _, _ in 1 }.seeds.isEmpty)
  }

  /// Oracle: by hand.
  @Test func accuracies() throws {
    #expect(runs[0].accuracies == [1, 0.75] && runs[0].mean == 0.875)
    #expect(runs[0][0.1] == 0.75 && runs[0][0.05] == nil)
    let epoch = EpochSummary(
      epoch: 1, loss: 1, trainingAccuracy: 0, forwardIterations: 1, backwardIterations: 1, largestExcess: -1)
    var worse = epoch
    worse.largestExcess = 2e-6
    let network = TrainedNetwork(
      family: .mon, lambda: 0, seed: 1, epochs: [worse, epoch], steps: 2, testImages: 8, testCorrect: 6,
      parameters: Data())
    let measures = NetworkMeasures(
      of: network, lastEpoch: epoch, bound: nil, sharperBound: nil, euclideanBound: 3, plainProduct: 4,
      majorantAbscissa: 2)
    // Parameters are text in text.
    var text = network
    text.parameters = Data(#"{"A":"a/b="}"#.utf8)
    let coded = try JSONEncoder().encode(text)
    #expect(try JSONDecoder().decode(TrainedNetwork.self, from: coded) == text)
    #expect(String(decoding: coded, as: UTF8.self).contains(#""parameters":"{\"A\":"#))
    #expect(measures.accuracy == 0.75 && measures.largestExcess == 2e-6 && measures.family == .mon)
  }
}
