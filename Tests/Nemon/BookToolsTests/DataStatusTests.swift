import CellKit
import ExecutableBook
import Foundation
import Testing

/// The files that come with the project, as `data status` sees them.
@Suite final class DataStatusTests {
  let folder = FileManager.default.temporaryDirectory.appending(path: "status-\(UUID().uuidString)")

  init() throws {
    let repository = URL(filePath: #filePath).appending(path: "../../../..").standardizedFileURL
    try FileManager.default.createDirectory(
      at: folder.appending(path: "chapters"), withIntermediateDirectories: true)
    try FileManager.default.copyItem(
      at: repository.appending(path: "Data"), to: folder.appending(path: "Data"))
  }

  deinit { try? FileManager.default.removeItem(at: folder) }

  private func run(_ arguments: String...) async -> (status: CommandStatus, text: String) {
    await DataBook.run(arguments, CompiledBook(chapters: [], modules: [], compiler: "test"), in: folder)
  }

  /// CIFAR-10 does not come with the project; MNIST and the part of CIFAR-10 for quick scale do.
  @Test func aSetThatDoesNotComeAlongMayBeAbsent() async throws {
    let result = await run("data", "status")
    #expect(result.status == .fine)
    #expect(result.text.contains("cifar10: not here") && result.text.contains("\n  fetch it"))
    #expect(result.text.contains("cifar10, the part for quick scale: complete, every digest right"))
    let labels = folder.appending(path: "Data/mnist/t10k-labels-idx1-ubyte.gz")
    try Data().write(to: labels)
    #expect(await run("data", "status").status == .failure)
    #expect(await run("data", "status").text.contains("\n  restore it"))
  }

  @Test func whatIsNotCIFAR10IsNotImported() async throws {
    #expect(await run("data", "import", "Data/mnist").status == .failure)
  }
}
