import BookStore
import CellKit
import BookEvaluation
import Foundation
import ImageData
import Support

/// Where the data sets of the book are, for the engine, which knows none of them.
enum BookDataSets {
  /// The sets for paper scale that a compiled cell reads: those that none reads need not be looked for.
  static func sources(for project: ProjectPaths, usedBy compiled: CompiledBook) -> [DataSetSource] {
    places(for: project).filter { isUsed($0, by: compiled) }.map { $0.source(wholeFiles(of: project)) }
  }

  /// CIFAR-10 is too large to come with the book; a small part of it does, for quick scale.
  static func quickSources(for project: ProjectPaths, usedBy compiled: CompiledBook) -> [DataSetSource] {
    let subset = cifar10Subset(for: project)
    guard isUsed(subset, by: compiled) else { return [] }
    var source = subset.source(wholeFiles(of: project))
    source.isPartial = true
    return [source]
  }

  private static func isUsed(_ place: DataSetPlace, by compiled: CompiledBook) -> Bool {
    compiled.chapters.contains { $0.cells.contains { $0.dataSets.contains(place.name) } }
  }

  private static func wholeFiles(of project: ProjectPaths) -> WholeFiles {
    WholeFiles(memory: project.store.appending(path: "whole-data"))
  }

  /// Everything that `data status` looks at.
  static func places(for project: ProjectPaths) -> [DataSetPlace] {
    [
      DataSetPlace(
        name: "mnist", directory: project.root.appending(path: "Data/mnist"), forms: [.mnist]),
      cifar10(for: project),
    ]
  }

  static func cifar10(for project: ProjectPaths) -> DataSetPlace {
    DataSetPlace(
      name: "cifar10", directory: project.store.appending(path: "data/cifar10"),
      forms: [.cifar10, .cifar10JPEG], comesAlong: false)
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
  /// Whether the set comes with the project; one that does not may be absent.
  var comesAlong = true

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

  /// The set as the engine sees it. Files that are damaged, or missing though they come with the project, give it
  /// a digest of its own: what was made from it is not reused, and the cells that read it fail where they do.
  func source(_ wholeFiles: WholeFiles) -> DataSetSource {
    let form = form
    let expected = form ?? forms[0]
    let mustBeThere = form != nil || forms[0].embeddedFolder != nil
    let isDamaged = mustBeThere && !wholeFiles.include(expected, in: directory)
    return DataSetSource(
      name: name, digest: isDamaged ? "damaged" : expected.digest,
      possibleDigests: mustBeThere ? [] : Set(forms.map(\.digest))
    ) { [self] in
      guard mustBeThere else { throw DataSetUnavailable(name: name, remedy: remedy) }
      return DataSet(name: name, directory: directory, digest: expected.digest)
    }
  }

  var remedy: String {
    forms[0].embeddedFolder != nil
      ? forms[0].repair
      : "run `nemon-book data fetch`, or `nemon-book data import DIR`, where DIR holds its binary files"
  }
}
