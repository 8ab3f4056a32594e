import Digests
import Foundation

/// A packed data set on the network, known by its digest.
package struct DataArchive: Sendable, Equatable {
  package var address: String
  /// Length of the file.
  package var bytes: Int
  /// SHA-256 (hex) of the file.
  package var sha256: String
  /// The files in it that are wanted, by their paths within.
  package var members: [String]

  package init(address: String, bytes: Int, sha256: String, members: [String]) {
    (self.address, self.bytes, self.sha256, self.members) = (address, bytes, sha256, members)
  }

  var name: String { (address as NSString).lastPathComponent }

  /// The binary version of CIFAR-10, from its authors' page.
  static let cifar10 = DataArchive(
    address: "https://www.cs.toronto.edu/~kriz/cifar-10-binary.tar.gz", bytes: 170_052_171,
    sha256: "c4a38c50a1bc5f3a1c5537f2155ab9d68f9f25eb1ed8d9ddda3db29a59bca1dd",
    members: ((1...5).map { "data_batch_\($0).bin" } + ["test_batch.bin"]).map {
      "cifar-10-batches-bin/\($0)"
    })
}

/// Why an archive could not be had.
package enum DownloadError: Error, Equatable {
  /// `curl` or `tar`, and the package that has it.
  case missingTool(String, package: String)
  /// No connection, or the server does not answer.
  case unreachable(address: String, reason: String)
  /// The server answered, but not with the file.
  case refused(address: String, reason: String)
  /// The file has other contents, and was removed.
  case wrongDigest(address: String, found: String, expected: String)
  case notUnpacked(path: String, reason: String)
  case interrupted
}

extension DataArchive {
  /// Loads the archive into `folder`, or the rest of it if a former attempt was cut short, and checks its digest.
  ///
  /// The partial file stays where the connection breaks or the process ends, for the next attempt.
  /// - Parameter progress: called a few times a second with the bytes that are there.
  /// - Returns: the checked file.
  /// - Throws: ``DownloadError``; the file system's errors.
  package func load(
    into folder: URL, isInterrupted: () -> Bool = { false }, progress: (_ bytes: Int) -> Void = { _ in }
  ) throws -> URL {
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    let file = folder.appending(path: name + ".part")
    if Self.length(of: file) > bytes { try FileManager.default.removeItem(at: file) }
    if Self.length(of: file) < bytes {
      try loadRest(of: file, isInterrupted, progress)
    }
    let found = SHA256.hex(try Data(contentsOf: file, options: .mappedIfSafe))
    guard found == sha256 else {
      try FileManager.default.removeItem(at: file)
      throw DownloadError.wrongDigest(address: address, found: found, expected: sha256)
    }
    return file
  }

  private func loadRest(of file: URL, _ isInterrupted: () -> Bool, _ progress: (Int) -> Void) throws {
    let outcome = try DownloadTool("curl", package: "curl").run(
      [
        "--location", "--fail", "--silent", "--show-error", "--connect-timeout", "20", "--retry", "3",
        "--speed-limit", "1000", "--speed-time", "60", "--max-filesize", "\(bytes)", "--continue-at", "-",
        "--output", file.path, "--", address,
      ], isInterrupted: isInterrupted
    ) { progress(Self.length(of: file)) }
    switch outcome.status {
    case 0: return
    // curl's codes: no such host, no connection, cut short, timed out, no answer, connection lost.
    case 5, 6, 7, 18, 28, 52, 55, 56:
      throw DownloadError.unreachable(address: address, reason: outcome.message)
    default: throw DownloadError.refused(address: address, reason: outcome.message)
    }
  }

  /// Unpacks the wanted members of the checked `file` into `folder`.
  /// - Throws: ``DownloadError``; the file system's errors.
  package func unpack(_ file: URL, into folder: URL) throws {
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    let outcome = try DownloadTool("tar", package: "tar").run(
      ["--extract", "--gzip", "--no-same-owner", "--file", file.path, "--directory", folder.path, "--"]
        + members)
    guard outcome.status == 0 else {
      throw DownloadError.notUnpacked(path: file.path, reason: outcome.message)
    }
  }

  private static func length(of file: URL) -> Int {
    ((try? FileManager.default.attributesOfItem(atPath: file.path))?[.size] as? Int) ?? 0
  }
}
