import BookEngine
import CellKit
import Foundation
import ImageData

/// Where the data sets of the book are, for the engine, which knows none of them.
enum BookDataSets {
  /// The sets for paper scale that a compiled cell reads: those that none reads need not be looked for.
  static func sources(for project: ProjectPaths, usedBy compiled: CompiledBook) -> [DataSetSource] {
    let used = Set(compiled.chapters.flatMap(\.cells).flatMap(\.dataSets))
    return places(for: project).filter { used.contains($0.name) }.map(\.source)
  }

  /// CIFAR-10 is too large to come with the book; a small part of it does, for quick scale.
  static func quickSources(for project: ProjectPaths) -> [DataSetSource] {
    var source = cifar10Subset(for: project).source
    source.isPartial = true
    return [source]
  }

  /// Everything that `data status` looks at.
  static func places(for project: ProjectPaths) -> [DataSetPlace] {
    [
      DataSetPlace(
        name: "mnist", directory: project.root.appending(path: "Data/mnist"), forms: [.mnist]),
      DataSetPlace(
        name: "cifar10", directory: project.store.appending(path: "data/cifar10"),
        forms: [.cifar10, .cifar10JPEG]),
    ]
  }

  static func cifar10Subset(for project: ProjectPaths) -> DataSetPlace {
    DataSetPlace(
      name: "cifar10", directory: project.root.appending(path: "Data/cifar10-subset"),
      forms: [.cifar10Subset])
  }
}

/// Where one data set is expected.
struct DataSetPlace: Sendable {
  /// The name in scope in cells.
  var name: String
  var directory: URL
  /// The forms in which the set is accepted, the preferred one first.
  var forms: [DataSetDescription]

  /// The form whose files are there, by the note that the import left; else by their contents.
  var form: DataSetDescription? {
    let present = forms.filter { $0.missingFiles(in: directory).isEmpty }
    guard present.count > 1 else { return present.first }
    if let text = try? String(contentsOf: note, encoding: .utf8) {
      let named = text.trimmingCharacters(in: .whitespacesAndNewlines)
      if let form = present.first(where: { $0.name == named }) { return form }
    }
    return try? CIFAR10.description(in: directory)
  }

  /// The name of the form.
  var note: URL { directory.appending(path: "form") }

  var source: DataSetSource {
    let form = form
    return DataSetSource(name: name, digest: (form ?? forms[0]).digest) { [self] in
      guard let form else { throw DataSetUnavailable(name: name, remedy: remedy) }
      return DataSet(name: name, directory: directory, digest: form.digest)
    }
  }

  var remedy: String {
    forms[0].embeddedFolder != nil
      ? forms[0].repair : "run `nemon-book data import DIR`, where DIR holds its binary files"
  }
}
