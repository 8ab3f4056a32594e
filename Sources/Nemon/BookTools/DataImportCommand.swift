import ArgumentParser
import BookEvaluation
import BookStore
import CellKit
import ExecutableBook
import Foundation
import ImageData
import Support

public struct DataImportCommand: BookCommand {
  public init() {}

  public static var configuration: CommandConfiguration {
    CommandConfiguration(
      "import", "Copy CIFAR-10's binary files into the project, after checking every digest.",
      examples: "data import ~/Downloads/cifar-10-batches-bin")
  }

  @Argument(help: "The folder that holds data_batch_1.bin to data_batch_5.bin and test_batch.bin.")
  var folder: String

  public func run(in context: CommandContext) async throws {
    let place = try context.placeOfCIFAR10()
    let source = URL(fileURLWithPath: folder, isDirectory: true, relativeTo: context.directory)
    let form = try place.takeCIFAR10(from: source)
    context.say("\(form.name) is in \(place.directory.path)")
  }
}

extension DataPlace {
  /// Copies the files of `source` here, whichever known form of CIFAR-10 they have, if all are whole.
  /// - Returns: that form.
  /// - Throws: ``DatasetError``; ``DamagedImport``; the file system's errors.
  func takeCIFAR10(from source: URL) throws -> DataSetDescription {
    let form = try CIFAR10.description(in: source)
    if let report = form.verify(source).first(where: { $0.state != .present }) {
      throw DamagedImport(report: report, folder: source)
    }
    try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
    for file in form.files {
      _ = try Data(contentsOf: source.appending(path: file.name), options: .mappedIfSafe)
        .writeIfDifferent(to: directory.appending(path: file.name))
    }
    _ = try Data((form.name + "\n").utf8).writeIfDifferent(to: note)
    return form
  }
}

/// A file of a data set that is to be imported is missing or not the right one.
struct DamagedImport: ReportedError, Equatable {
  var report: FileReport
  var folder: URL

  var sentence: String {
    "\(folder.appending(path: report.file).path): \(DataFile.State(report.state).words)"
  }
}
