import Foundation
import Measurements
import Records
import Testing

/// Runs are found by family and factor, whatever their order.
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
    #expect(runs[.nemon, lambda: 1e-3].map(\.right) == [[4, 2]] && runs[.mon].isEmpty)
    #expect(runs[.nemon].lambdas == [0, 1e-3] && runs.seeds == [1, 2, 3])
    #expect(runs.under("noise").count == 6 && runs.under("blend").isEmpty)
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
