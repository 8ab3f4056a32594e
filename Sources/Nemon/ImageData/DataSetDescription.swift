import Digests
import Foundation

/// What a data set consists of: its files, with the digests that make it this data set and no other.
public struct DataSetDescription: Sendable, Hashable {
  /// One file of the set.
  public struct File: Sendable, Hashable {
    /// The file's name in the set's folder, `.gz` included.
    public var name: String
    /// How the file is packed on disk.
    public var packing: Packing
    /// Length of the unpacked contents.
    public var bytes: Int
    /// SHA-256 (hex) of the unpacked contents.
    public var sha256: String

    /// - Parameters:
    ///   - name: in the set's folder.
    ///   - packing: on disk.
    ///   - bytes: length of the unpacked contents; a longer file is not read.
    ///   - sha256: of the unpacked contents, 64 lower-case hexadecimal digits.
    public init(name: String, packing: Packing, bytes: Int, sha256: String) {
      self.name = name
      self.packing = packing
      self.bytes = bytes
      self.sha256 = sha256
    }
  }

  /// How a file is packed; lengths and digests are always those of the unpacked contents.
  public enum Packing: String, Sendable { case none, gzip }

  /// Such as `mnist`, shown beside every result made from it.
  public var name: String
  /// All files of the set, in the order in which they are read.
  public var files: [File]
  /// What a reader does about a missing or damaged file.
  public var repair: String

  /// - Parameters:
  ///   - name: such as `mnist`.
  ///   - files: all files of the set, in the order in which they are read.
  ///   - repair: what a reader does about a missing or damaged file, without a full stop.
  public init(name: String, files: [File], repair: String) {
    self.name = name
    self.files = files
    self.repair = repair
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
  /// What a file turned out to be, once read, unpacked and digested.
  public enum State: Sendable, Equatable {
    case present, missing
    /// Length of the unpacked contents.
    case wrongSize(found: Int, expected: Int)
    case wrongDigest(found: String, expected: String)
    /// The file cannot be read or unpacked.
    case damaged(DatasetError)
  }

  /// The file's name, as in ``DataSetDescription/File/name``.
  public var file: String
  /// All but `present` keep the set from being used.
  public var state: State

  /// - Parameters:
  ///   - file: the file's name in the set's folder.
  ///   - state: what was found there.
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
