import BookTools
import CellKit
import ChapterSyntax
import ExecutableBook
import Foundation
import Synchronization

/// A book with this one's data sets.
enum DataBook {
  static let declarations = BookDeclarations(dataSets: ["cifar10", "mnist"])

  static let description = BookDescription(
    name: "nemon-book", title: "Data", subtitle: "",
    paper: .init(citation: "A Paper.", address: "https://example.org", bibTeX: "@book{p}"),
    bibTeX: "@book{b}",
    dataSets: [
      BookDataSet("mnist", in: "Data/mnist", forms: [.mnist], remedy: "restore it"),
      BookDataSet(
        "cifar10", in: "data/cifar10", forms: [.cifar10, .cifar10JPEG], comesAlong: false,
        quickPart: ("Data/cifar10-subset", .cifar10Subset, "restore the part"), remedy: "fetch it"),
    ],
    commands: [CertifyCommand.self], dataCommands: [DataFetchCommand.self, DataImportCommand.self])

  /// What the command says, on both streams.
  static func run(
    _ arguments: [String], _ compiled: CompiledBook, in folder: URL
  ) async -> (status: CommandStatus, text: String) {
    let lines = Mutex<[String]>([])
    let say: @Sendable (String) -> Void = { line in lines.withLock { $0.append(line) } }
    let context = CommandContext(
      description: description, compiled: compiled, read: declarations, directory: folder, environment: [:],
      console: Console(say: say, complain: say))
    let status = await context.run(arguments)
    return (status, lines.withLock { $0.joined(separator: "\n") })
  }
}

/// A folder with the data that come with the project and no chapters, gone when nobody holds it any more.
final class DataFolder {
  let url = FileManager.default.temporaryDirectory.appending(path: "data-\(UUID().uuidString)")

  init() throws {
    let repository = URL(filePath: #filePath).appending(path: "../../../..").standardizedFileURL
    try FileManager.default.createDirectory(
      at: url.appending(path: "chapters"), withIntermediateDirectories: true)
    try FileManager.default.copyItem(
      at: repository.appending(path: "Data"), to: url.appending(path: "Data"))
  }

  deinit { try? FileManager.default.removeItem(at: url) }

  func run(_ arguments: String...) async -> (status: CommandStatus, text: String) { await run(arguments) }

  func run(_ arguments: [String]) async -> (status: CommandStatus, text: String) {
    await DataBook.run(arguments, CompiledBook(chapters: [], modules: [], compiler: "test"), in: url)
  }
}
