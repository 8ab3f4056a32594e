import CellKit

/// A data set that cells may name. The engine knows nothing of its contents.
package struct DataSetSource: Sendable {
  /// The name in scope, such as `photographs`.
  package var name: String
  /// SHA-256 (hex) over the expected digests of its files: known also where the files are missing.
  package var digest: String
  /// Where the set is not here: the digests of all forms in which it could be. A frozen value that was computed
  /// from one of them stays current.
  package var possibleDigests: Set<String>
  /// Whether it is only a part of the set: what comes from it is quick, and gives no verdict.
  package var isPartial: Bool
  /// The data set, ready to be read.
  /// - Throws: ``DataSetUnavailable``.
  package var locate: @Sendable () throws -> DataSet

  package init(
    name: String, digest: String, possibleDigests: Set<String> = [], isPartial: Bool = false,
    locate: @escaping @Sendable () throws -> DataSet
  ) {
    (self.name, self.digest, self.possibleDigests) = (name, digest, possibleDigests)
    (self.isPartial, self.locate) = (isPartial, locate)
  }
}

/// A data set is not on this machine: its cells are not run, which is no failure of theirs.
package struct DataSetUnavailable: Error, Equatable, Sendable {
  package var name: String
  /// A sentence without a full stop that says what to do.
  package var remedy: String

  package init(name: String, remedy: String) { (self.name, self.remedy) = (name, remedy) }
}
