import Digests
import Foundation
import Support

/// A packed data set on the network, known by its digest.
package struct DataArchive: Sendable, Equatable {
  /// Where it is loaded from; any scheme that `curl` knows.
  package var address: String
  /// Length of the file.
  package var bytes: Int
  /// SHA-256 (hex) of the file.
  package var sha256: String
  /// The files in it that are wanted, by their paths within.
  package var members: [String]

  /// The parameters are the properties of the same names.
  package init(address: String, bytes: Int, sha256: String, members: [String]) {
    (self.address, self.bytes, self.sha256, self.members) = (address, bytes, sha256, members)
  }

  /// The binary version of CIFAR-10, from its authors' page.
  static let cifar10 = DataArchive(
    address: "https://www.cs.toronto.edu/~kriz/cifar-10-binary.tar.gz", bytes: 170_052_171,
    sha256: "c4a38c50a1bc5f3a1c5537f2155ab9d68f9f25eb1ed8d9ddda3db29a59bca1dd",
    members: ((1...5).map { "data_batch_\($0).bin" } + ["test_batch.bin"]).map {
      "cifar-10-batches-bin/\($0)"
    })
}

extension DataArchive {
  /// Loads the archive into `folder`, or the rest of it if a former attempt was cut short, and checks its digest.
  ///
  /// What was loaded stays where the connection breaks or the process ends, for the next attempt.
  /// - Parameters:
  ///   - folder: created if need be.
  ///   - isInterrupted: asked some times a second.
  ///   - progress: called whenever more bytes are there, with their number.
  /// - Returns: the checked file.
  /// - Throws: ``DownloadError``; the file system's errors.
  package func load(
    into folder: URL, isInterrupted: () -> Bool = { false }, progress: (_ bytes: Int) -> Void = { _ in }
  ) throws -> URL {
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    let part = try PartialFile(folder.appending(path: sha256.prefix(16) + ".part"))
    if part.length > bytes { try part.empty() }
    let wasResumed = part.length > 0
    try loadRest(into: part, isInterrupted, progress)
    var found = try part.digest()
    if found != sha256 && wasResumed {
      // The beginning may have come from elsewhere.
      try part.empty()
      try loadRest(into: part, isInterrupted, progress)
      found = try part.digest()
    }
    guard found == sha256 else {
      try part.remove()
      throw DownloadError.wrongDigest(address: address, found: found, expected: sha256)
    }
    return part.url
  }

  /// Each attempt goes on where the last one broke off, as long as attempts bring something new.
  private func loadRest(into part: PartialFile, _ isInterrupted: () -> Bool, _ progress: (Int) -> Void) throws
  {
    while part.length < bytes {
      let before = part.length
      let outcome = try curl(from: before, isInterrupted) { received in
        guard part.length + received.count <= bytes else {
          try part.remove()
          throw DownloadError.tooLong(address: address, expected: bytes)
        }
        try part.append(received)
        progress(part.length)
      }
      switch outcome.status {
      case 0: return
      // The server cannot begin in the middle.
      case 33 where before > 0: try part.empty()
      // curl's codes: no such host, no connection, cut short, timed out, no answer, connection lost.
      case 5, 6, 7, 16, 18, 28, 35, 52, 55, 56, 92, 95, nil:
        if part.length == before {
          throw DownloadError.unreachable(address: address, reason: outcome.firstLine)
        }
      default: throw DownloadError.refused(address: address, reason: outcome.firstLine)
      }
    }
  }

  private func curl(
    from offset: Int, _ isInterrupted: () -> Bool, _ receive: (Data) throws -> Void
  ) throws -> Tool.Outcome {
    let resuming = offset > 0 ? ["--continue-at", "\(offset)"] : []
    return try Tool("curl", package: "curl").stream(
      [
        "--location", "--fail", "--silent", "--show-error", "--globoff", "--connect-timeout", "20",
        "--speed-limit", "1000", "--speed-time", "60",
      ] + resuming + ["--output", "-", "--", address],
      shouldStop: { if isInterrupted() { throw DownloadError.interrupted } }, receive: receive)
  }

  /// Unpacks the wanted members of the checked `file` into `folder`.
  /// - Throws: ``DownloadError``; the file system's errors.
  package func unpack(_ file: URL, into folder: URL, isInterrupted: () -> Bool = { false }) throws {
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    let outcome = try Tool("tar", package: "tar").stream(
      ["--extract", "--gzip", "--no-same-owner", "--file", file.path, "--directory", folder.path, "--"]
        + members, shouldStop: { if isInterrupted() { throw DownloadError.interrupted } })
    guard outcome.status == 0 else {
      throw DownloadError.notUnpacked(path: file.path, reason: outcome.firstLine)
    }
  }
}

extension Tool.Outcome {
  /// The first line that the program wrote to its standard error.
  fileprivate var firstLine: String {
    message.split(separator: "\n").first.map(String.init) ?? "it ended without a word"
  }
}
