import CellKit
import ExecutableBook
import Foundation
import Testing

/// The files that come with the project, as `data status` sees them.
@Suite struct DataStatusTests {
  private let data: DataFolder
  private var folder: URL { data.url }

  init() throws { data = try DataFolder() }

  /// CIFAR-10 does not come with the project; MNIST and the part of CIFAR-10 for quick scale do.
  @Test func aSetThatDoesNotComeAlongMayBeAbsent() async throws {
    let result = await data.run("data", "status")
    #expect(result.status == .fine)
    #expect(result.text.contains("cifar10: not here") && result.text.contains("\n  fetch it"))
    #expect(result.text.contains("cifar10, the part for quick scale: complete, every digest right"))
    let labels = folder.appending(path: "Data/mnist/t10k-labels-idx1-ubyte.gz")
    try Data().write(to: labels)
    #expect(await data.run("data", "status").status == .failure)
    #expect(await data.run("data", "status").text.contains("\n  restore it"))
  }

  @Test func whatIsNotCIFAR10IsNotImported() async throws {
    #expect(await data.run("data", "import", "Data/mnist").status == .failure)
  }
}
