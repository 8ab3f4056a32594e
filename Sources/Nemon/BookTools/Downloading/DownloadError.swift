import ExecutableBook

/// Why an archive could not be had.
package enum DownloadError: ReportedError, Equatable {
  /// Another process loads the same archive.
  case busy(path: String)
  /// No connection, or one that broke without anything new.
  case unreachable(address: String, reason: String)
  /// The server answered, but not with the file.
  case refused(address: String, reason: String)
  /// The server sends more than the archive has. What it sent was removed.
  case tooLong(address: String, expected: Int)
  /// The file has other contents, and was removed.
  case wrongDigest(address: String, found: String, expected: String)
  /// The file cannot be written.
  case unwritable(path: String, reason: String)
  case notUnpacked(path: String, reason: String)
  case interrupted

  package var status: CommandStatus {
    switch self {
    case .busy: .locked
    case .interrupted: .interrupted
    default: .failure
    }
  }

  package var sentence: String {
    let byHand = "or load it by other means, unpack it and run `nemon-book data import DIR`"
    return switch self {
    case .busy(let path): "another process is loading \(path)"
    case .unreachable(let address, let reason):
      "\(address) cannot be reached (\(reason)): try again where there is a network, \(byHand)"
    case .refused(let address, let reason):
      "\(address) does not give the file (\(reason)): name another address with --from, \(byHand)"
    case .tooLong(let address, let expected):
      "what \(address) gives is longer than the archive's \(expected) bytes; it was removed"
    case .wrongDigest(let address, let found, let expected):
      "what \(address) gives is another file: its SHA-256 is \(found.prefix(12))... instead of "
        + "\(expected.prefix(12))...; it was removed"
    case .unwritable(let path, let reason): "\(path) cannot be written: \(reason)"
    case .notUnpacked(let path, let reason): "\(path) cannot be unpacked: \(reason)"
    case .interrupted: "interrupted; what was loaded is kept, and the next call loads the rest"
    }
  }
}
