import BookEvaluation
import BookStore
import ExecutableBook
import Foundation
import ImageData
import Support

extension DataForm {
  package static let mnist = DataForm(DataSetDescription.mnist)
  package static let cifar10 = DataForm(DataSetDescription.cifar10)
  package static let cifar10JPEG = DataForm(DataSetDescription.cifar10JPEG)
  package static let cifar10Subset = DataForm(DataSetDescription.cifar10Subset)

  private init(_ set: DataSetDescription) {
    self.init(
      set.name,
      files: set.files.map { file in
        DataFile(name: file.name, sha256: file.sha256) { folder in
          var alone = set
          alone.files = [file]
          return DataFile.State(alone.verify(folder)[0].state)
        }
      })
  }
}

extension DataFile.State {
  package init(_ state: FileReport.State) {
    self =
      switch state {
      case .present: .present
      case .missing: .missing
      case .wrongSize(let found, let expected): .wrong("has \(found) bytes instead of \(expected)")
      case .wrongDigest(let found, _): .wrong("has other contents (\(found.prefix(12)))")
      case .damaged(let error): .wrong("\(error)")
      }
  }
}

extension CommandContext {
  /// Where CIFAR-10 belongs, which does not come with the project.
  func placeOfCIFAR10() throws -> DataPlace {
    guard let set = description.dataSets.first(where: { $0.name == "cifar10" }) else {
      throw CommandStatus.failure
    }
    return DataPlace(set, in: try project())
  }

  /// The folder of MNIST, and of the part of CIFAR-10 that comes with the project.
  func embeddedData() throws -> (mnist: URL, photographs: URL) {
    let root = try project().root
    return (root.appending(path: "Data/mnist"), root.appending(path: "Data/cifar10-subset"))
  }
}
