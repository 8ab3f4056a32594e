import Digests
import Foundation

/// What a data set consists of: its files, with the digests that make it this data set and no other.
public struct DataSetDescription: Sendable, Hashable {
  /// One file of the set.
  public struct File: Sendable, Hashable {
    public var name: String
    public var packing: Packing
    /// Length of the unpacked contents.
    public var bytes: Int
    /// SHA-256 (hex) of the unpacked contents.
    public var sha256: String

    public init(name: String, packing: Packing, bytes: Int, sha256: String) {
      self.name = name
      self.packing = packing
      self.bytes = bytes
      self.sha256 = sha256
    }
  }

  public enum Packing: String, Sendable { case none, gzip }

  /// Such as `mnist`, shown beside every result made from it.
  public var name: String
  public var files: [File]
  /// The folder of the project that holds the set, if it comes with the project.
  public var embeddedFolder: String?
  /// What a reader does about a missing or damaged file.
  public var repair: String
  /// Where the files come from, in one sentence.
  public var provenance: String

  public init(name: String, files: [File], embeddedFolder: String?, repair: String, provenance: String) {
    self.name = name
    self.files = files
    self.embeddedFolder = embeddedFolder
    self.repair = repair
    self.provenance = provenance
  }

  /// SHA-256 (hex) over the sorted digests of the files, a line each: the data set's identity in keys.
  public var digest: String {
    SHA256.hex(files.map { $0.sha256 + "\n" }.sorted().joined())
  }

  /// The files that are not in `directory`, without reading any.
  public func missingFiles(in directory: URL) -> [String] {
    files.map(\.name).filter { !FileManager.default.fileExists(atPath: directory.appending(path: $0).path) }
  }

  /// Reads, unpacks and digests each file in `directory`.
  public func verify(_ directory: URL) -> [FileReport] {
    files.map { FileReport(file: $0.name, state: $0.state(in: directory)) }
  }
}

/// What was found where a file of a data set should be.
public struct FileReport: Sendable, Equatable {
  public enum State: Sendable, Equatable {
    case present, missing
    /// Length of the unpacked contents.
    case wrongSize(found: Int, expected: Int)
    case wrongDigest(found: String, expected: String)
    /// The file cannot be read or unpacked.
    case damaged(DatasetError)
  }

  public var file: String
  public var state: State

  public init(file: String, state: State) {
    self.file = file
    self.state = state
  }
}

extension DataSetDescription.File {
  /// The unpacked contents of the file in `directory`, at most `bytes` of them, before any other check.
  func contents(in directory: URL) throws(DatasetError) -> [UInt8] {
    let path = directory.appending(path: name).path
    switch packing {
    case .none: return try BoundedFile.read(path, limit: bytes)
    case .gzip: return try Gzip.unpack(path, limit: bytes)
    }
  }

  /// - Throws: ``DatasetError/wrongDigest(path:found:expected:)``.
  func check(_ contents: [UInt8], in directory: URL) throws(DatasetError) {
    let found = SHA256.hex(contents)
    guard found == sha256 else {
      throw .wrongDigest(path: directory.appending(path: name).path, found: found, expected: sha256)
    }
  }

  fileprivate func state(in directory: URL) -> FileReport.State {
    do throws(DatasetError) {
      let contents = try contents(in: directory)
      guard contents.count == bytes else { return .wrongSize(found: contents.count, expected: bytes) }
      try check(contents, in: directory)
      return .present
    } catch {
      switch error {
      case .missingFile: return .missing
      case .wrongDigest(_, let found, let expected): return .wrongDigest(found: found, expected: expected)
      case .fileTooLarge(_, let found, _) where packing == .none:
        return .wrongSize(found: found, expected: bytes)
      default: return .damaged(error)
      }
    }
  }
}
