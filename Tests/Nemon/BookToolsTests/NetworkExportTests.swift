import BookTools
import ExecutableBook
import Foundation
import ImplicitNetworks
import LinearAlgebra
import NetworkFiles
import Records
import Testing
import Training

/// Networks of a book as files.
@Suite struct NetworkExportTests {
  private func network(width: Int, seed: UInt64) -> FullyConnectedNEMON {
    FullyConnectedNEMON(width: width, inputs: 3, classes: 2, randomly: RandomGenerator(seed: seed))
  }

  /// Two networks that differ in nothing but their width, as a cell keeps them.
  private func records(_ networks: [FullyConnectedNEMON]) throws -> Data {
    try JSONEncoder().encode(
      networks.map {
        TrainedNetwork(
          family: .nemon, lambda: 0, seed: 1, epochs: [], steps: 0, testImages: 4, testCorrect: 3,
          parameters: try stableJSON($0))
      })
  }

  /// Oracle: the network that was put in.
  @Test func networksOfTwoWidthsAreToldApart() throws {
    let networks = [network(width: 2, seed: 1), network(width: 4, seed: 1)]
    let all = try records(networks)
    for network in networks {
      let chosen = try ValueSelection("seed=1,width=\(network.width)").elements(of: all, id: "runs")
      let file = try Safetensors.read(ValueFormat.safetensors.data(chosen))
      #expect(try NamedNetwork(file).model.A == network.implicitModel().A)
    }
    // Both in one file: each has its own names, and such a file is no network.
    let both = try Safetensors.read(ValueFormat.safetensors.data(all))
    for network in networks {
      #expect(
        try both.tensors["NEMON-lambda-0.0-seed-1-width-\(network.width).A"]?.values
          == network.implicitModel().A.elements)
    }
    #expect(throws: NamedNetworkError.ambiguous("A")) { try NamedNetwork(both) }
    #expect(throws: (any Error).self) {
      try ValueFormat.safetensors.data(records([networks[0], networks[0]]))
    }
  }
}
