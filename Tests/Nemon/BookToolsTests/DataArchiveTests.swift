import BookTools
import Digests
import Foundation
import Testing

/// Archives that are loaded by real processes, from files and from where nothing is.
@Suite final class DataArchiveTests {
  let folder = FileManager.default.temporaryDirectory.appending(path: "archive-\(UUID().uuidString)")
  let contents = Data((0..<200_000).map { UInt8(truncatingIfNeeded: $0 &* 2_654_435_761 >> 13) })
  var source: URL { folder.appending(path: "served/set.tar.gz") }
  /// The name of what is not loaded to its end.
  var partial: String {
    SHA256.hex((try? Data(contentsOf: folder.appending(path: "original"))) ?? Data()).prefix(16) + ".part"
  }
  var loading: URL { folder.appending(path: "loading") }

  init() throws {
    let inner = folder.appending(path: "served/inner")
    try FileManager.default.createDirectory(at: inner, withIntermediateDirectories: true)
    for name in ["a.bin", "b.bin", "readme.html"] { try contents.write(to: inner.appending(path: name)) }
    let tar = Process()
    tar.executableURL = URL(filePath: "/usr/bin/env")
    tar.arguments = ["tar", "-czf", source.path, "-C", folder.appending(path: "served").path, "inner"]
    try tar.run()
    tar.waitUntilExit()
    try Data(contentsOf: source).write(to: folder.appending(path: "original"))
  }

  deinit { try? FileManager.default.removeItem(at: folder) }

  private func archive(address: String? = nil, sha256: String? = nil) throws -> DataArchive {
    let packed = try Data(contentsOf: folder.appending(path: "original"))
    return DataArchive(
      address: address ?? source.absoluteString, bytes: packed.count, sha256: sha256 ?? SHA256.hex(packed),
      members: ["inner/a.bin", "inner/b.bin"])
  }

  @Test func loadedCheckedAndUnpacked() throws {
    let archive = try archive()
    let file = try archive.load(into: loading)
    try archive.unpack(file, into: folder.appending(path: "unpacked"))
    let inner = folder.appending(path: "unpacked/inner")
    #expect(try FileManager.default.contentsOfDirectory(atPath: inner.path).sorted() == ["a.bin", "b.bin"])
    #expect(try Data(contentsOf: inner.appending(path: "b.bin")) == contents)
  }

  /// The first half lies there from before: only where it is used do the bytes add up to the right digest.
  @Test func goesOnWhereItStopped() throws {
    let archive = try archive()
    let packed = try Data(contentsOf: source)
    let half = packed.count / 2
    try FileManager.default.createDirectory(at: loading, withIntermediateDirectories: true)
    try packed.prefix(half).write(to: loading.appending(path: partial))
    // What is served has other bytes in its first half.
    try (Data(repeating: 0, count: half) + packed.dropFirst(half)).write(to: source)
    let file = try archive.load(into: loading)
    #expect(try Data(contentsOf: file) == packed)
  }

  @Test func otherContentsAreRefusedAndRemoved() throws {
    let zeros = String(repeating: "0", count: 64)
    let right = try archive()
    let wrong = try archive(sha256: zeros)
    #expect(throws: DownloadError.wrongDigest(address: wrong.address, found: right.sha256, expected: zeros)) {
      try wrong.load(into: loading)
    }
    #expect(try FileManager.default.contentsOfDirectory(atPath: loading.path) == [])
    // More than there should be cannot be it either: it is loaded anew.
    try (Data(contentsOf: source) + [0]).write(to: loading.appending(path: partial))
    #expect(try Data(contentsOf: archive().load(into: loading)) == Data(contentsOf: source))
  }

  /// The beginning is another file's: the end fits it by length only, so all of it is loaded again.
  @Test func aForeignBeginningIsGivenUp() throws {
    let packed = try Data(contentsOf: source)
    try FileManager.default.createDirectory(at: loading, withIntermediateDirectories: true)
    try Data(repeating: 0, count: packed.count / 2).write(to: loading.appending(path: partial))
    #expect(try Data(contentsOf: archive().load(into: loading)) == packed)
  }

  @Test func noMoreIsKeptThanTheArchiveHas() throws {
    let archive = try archive()
    try (Data(contentsOf: source) + Data(repeating: 1, count: 5_000_000)).write(to: source)
    #expect(throws: DownloadError.tooLong(address: archive.address, expected: archive.bytes)) {
      try archive.load(into: loading)
    }
    #expect(try FileManager.default.contentsOfDirectory(atPath: loading.path) == [])
  }

  @Test func oneProcessLoadsAtATime() throws {
    let archive = try archive()
    let other = open(try archive.load(into: loading).path, O_RDWR)
    defer { close(other) }
    #expect(flock(other, LOCK_EX | LOCK_NB) == 0)
    #expect(throws: DownloadError.busy(path: loading.appending(path: partial).path)) {
      try archive.load(into: loading)
    }
  }

  @Test func anInterruptionKeepsWhatIsThere() throws {
    let archive = try archive()
    #expect(throws: DownloadError.interrupted) {
      try archive.load(into: loading, isInterrupted: { true })
    }
    #expect(try Data(contentsOf: archive.load(into: loading)) == Data(contentsOf: source))
  }

  @Test func noServerAndNoFileAreToldApart() throws {
    let unreachable = try archive(address: "http://127.0.0.1:9/set.tar.gz")
    #expect { try unreachable.load(into: loading) } throws: {
      if case DownloadError.unreachable = $0 { true } else { false }
    }
    let absent = try archive(address: folder.appending(path: "nothing.tar.gz").absoluteString)
    #expect { try absent.load(into: loading) } throws: {
      if case DownloadError.refused = $0 { true } else { false }
    }
  }

  @Test func whatIsNoArchiveIsNotUnpacked() throws {
    let file = folder.appending(path: "served/inner/a.bin")
    #expect { try archive().unpack(file, into: folder.appending(path: "unpacked")) } throws: {
      if case DownloadError.notUnpacked = $0 { true } else { false }
    }
  }
}
