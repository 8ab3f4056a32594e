import BookEvaluation
import BookSite
import BookStore
import CellKit
import Digests
import Foundation
import Support

/// A data set of a book, in scope in result cells under its name.
public struct BookDataSet: Sendable {
  /// A Swift identifier.
  public var name: String
  /// Relative to the project's root; of a set that does not come along, to the hidden folder.
  public var folder: String
  /// The forms in which the set is accepted, the preferred one first. At least one.
  public var forms: [DataForm]
  /// Whether the set comes with the project; one that does not lies in the book's hidden folder, and may be absent.
  public var comesAlong: Bool
  /// What takes the set's place at quick scale.
  public var quickPart: (folder: String, form: DataForm, remedy: String)?
  /// What a reader does about a missing or damaged file, without a full stop.
  public var remedy: String

  /// The parameters are the properties of the same names.
  public init(
    _ name: String, in folder: String, forms: [DataForm], comesAlong: Bool = true,
    quickPart: (folder: String, form: DataForm, remedy: String)? = nil, remedy: String
  ) {
    (self.name, self.folder, self.forms, self.comesAlong) = (name, folder, forms, comesAlong)
    (self.quickPart, self.remedy) = (quickPart, remedy)
  }
}

/// What a data set consists of: its files, with the digests that make it this data set and no other.
public struct DataForm: Sendable {
  public var name: String
  public var files: [DataFile]

  /// - Parameters:
  ///   - name: told to readers where it is not the preferred form.
  ///   - files: at least one.
  public init(_ name: String, files: [DataFile]) { (self.name, self.files) = (name, files) }

  /// SHA-256 (hex) over the sorted digests of the files, a line each: the data set's identity in keys.
  public var digest: String { SHA256.hex(files.map { $0.sha256 + "\n" }.sorted().joined()) }
}

/// One file of a data set.
public struct DataFile: Sendable {
  /// What is there.
  public enum State: Sendable, Hashable {
    case present, missing
    /// In words that follow the file's name, such as `has 3 bytes instead of 4`.
    case wrong(String)
  }

  /// In the set's folder.
  public var name: String
  /// SHA-256 (hex) of the contents; of a packed file, of what is in it.
  public var sha256: String
  /// What is in a folder.
  public var state: @Sendable (_ folder: URL) -> State

  /// A file with a check of its own.
  public init(name: String, sha256: String, state: @escaping @Sendable (_ folder: URL) -> State) {
    (self.name, self.sha256, self.state) = (name, sha256, state)
  }

  /// A file as it is, known by its digest.
  public init(_ name: String, sha256: String) {
    self.init(name: name, sha256: sha256) { folder in
      let file = folder.appending(path: name)
      guard FileManager.default.fileExists(atPath: file.path) else { return .missing }
      guard let data = try? Data(contentsOf: file, options: .mappedIfSafe) else {
        return .wrong("cannot be read")
      }
      let found = SHA256.hex(data)
      return found == sha256 ? .present : .wrong("has other contents (\(found.prefix(12)))")
    }
  }
}

/// Where a data set, or the part of one that stands for it at quick scale, is expected.
package struct DataPlace: Sendable {
  package var name: String
  package var directory: URL
  var forms: [DataForm]
  var comesAlong: Bool
  var isPartial: Bool
  var remedy: String

  package init(_ set: BookDataSet, in project: ProjectPaths) {
    (name, forms, comesAlong) = (set.name, set.forms, set.comesAlong)
    (isPartial, remedy) = (false, set.remedy)
    directory = (set.comesAlong ? project.root : project.store).appending(path: set.folder)
  }

  package init?(quickPartOf set: BookDataSet, in project: ProjectPaths) {
    guard let part = set.quickPart else { return nil }
    (name, forms, comesAlong) = (set.name, [part.form], true)
    (isPartial, remedy) = (true, part.remedy)
    directory = project.root.appending(path: part.folder)
  }

  /// The form whose files are there, by the note that an import left; else by their contents.
  package var form: DataForm? {
    let present = forms.filter { form in
      form.files.allSatisfy {
        FileManager.default.fileExists(atPath: directory.appending(path: $0.name).path)
      }
    }
    guard present.count > 1 else { return present.first }
    let named = (try? String(contentsOf: note, encoding: .utf8))?
      .trimmingCharacters(in: .whitespacesAndNewlines)
    return present.first { $0.name == named }
      ?? present.first { $0.files.contains { $0.state(directory) == .present } } ?? present[0]
  }

  /// The name of the form.
  package var note: URL { directory.appending(path: "form") }

  /// The set as the engine sees it. Files that are damaged, or missing though they come with the project, give it
  /// a digest of its own: what was made from it is not reused, and the cells that read it fail where they do.
  func source(_ wholeFiles: WholeFiles) -> DataSetSource {
    let form = form
    let expected = form ?? forms[0]
    let mustBeThere = form != nil || comesAlong
    let isDamaged = mustBeThere && !wholeFiles.include(expected, in: directory)
    return DataSetSource(
      name: name, digest: isDamaged ? "damaged" : expected.digest,
      possibleDigests: mustBeThere ? [] : Set(forms.map(\.digest)), isPartial: isPartial
    ) { [name, directory, remedy] in
      guard mustBeThere else { throw DataSetUnavailable(name: name, remedy: remedy) }
      return DataSet(name: name, directory: directory, digest: expected.digest)
    }
  }
}

extension BookDescription {
  /// The data sets that a compiled cell reads, as the engine takes them: those that none reads need not be looked for.
  func sources(for project: ProjectPaths, usedBy compiled: CompiledBook) -> (
    all: [DataSetSource], quick: [DataSetSource]
  ) {
    let used = Set(compiled.chapters.flatMap(\.cells).flatMap(\.dataSets))
    let wholeFiles = WholeFiles(memory: project.store.appending(path: "whole-data"))
    let sets = dataSets.filter { used.contains($0.name) }
    return (
      sets.map { DataPlace($0, in: project).source(wholeFiles) },
      sets.compactMap { DataPlace(quickPartOf: $0, in: project)?.source(wholeFiles) }
    )
  }
}
