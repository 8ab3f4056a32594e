import ArgumentParser
import BookEvaluation
import BookStore
import CellKit
import ExecutableBook
import Foundation
import ImageData
import Support

public struct DataFetchCommand: BookCommand {
  public init() {}

  public static var configuration: CommandConfiguration {
    CommandConfiguration(
      "fetch", "Load CIFAR-10 from its authors' page, check it, and import it.",
      """
      170 MB. What was loaded before an interruption is kept, and the next call loads the rest. Nothing is imported unless
      the archive's SHA-256 is right.
      """,
      examples: "data fetch", "data fetch --from https://mirror.example/cifar-10-binary.tar.gz")
  }

  @Option(help: "Another address of the same archive.")
  var from: String?

  public func run(in context: CommandContext) async throws {
    let place = try context.placeOfCIFAR10()
    let folder = place.directory.deletingLastPathComponent()
      .appending(path: "loading", directoryHint: .isDirectory)
    if let form = place.form, form.files.allSatisfy({ $0.state(place.directory) == .present }) {
      try? FileManager.default.removeItem(at: folder)
      return context.console.say("\(form.name) is in \(place.directory.path) already")
    }
    var archive = DataArchive.cifar10
    if let from { archive.address = from }
    let interruption = InterruptionOnSignal()
    let form = try withExtendedLifetime(interruption) {
      try fetch(archive, into: place, by: folder, context.console) {
        interruption.interruption.isInterrupted
      }
    }
    context.console.say("\(form) is in \(place.directory.path)")
  }

  /// - Returns: the name of the form that was imported.
  private func fetch(
    _ archive: DataArchive, into place: DataPlace, by folder: URL, _ console: Console,
    isInterrupted: () -> Bool
  ) throws -> String {
    let progress = DownloadProgress(console, archive)
    defer { progress.clear() }
    let file = try archive.load(into: folder, isInterrupted: isInterrupted, progress: progress.show)
    let unpacked = folder.appending(path: "unpacked", directoryHint: .isDirectory)
    defer { try? FileManager.default.removeItem(at: unpacked) }
    try archive.unpack(file, into: unpacked, isInterrupted: isInterrupted)
    if isInterrupted() { throw DownloadError.interrupted }
    let source = unpacked.appending(path: (archive.members[0] as NSString).deletingLastPathComponent)
    let form = try place.takeCIFAR10(from: source)
    try? FileManager.default.removeItem(at: folder)
    return form.name
  }
}

/// The line that shows how much of a file is there: overwritten on a terminal, every ten percent elsewhere.
private final class DownloadProgress {
  private let console: Console
  private let archive: DataArchive
  private var total: Int { archive.bytes }
  private let start = ContinuousClock.now
  private var first: Int?
  private var saidTenths = 0
  private var lastLine: ContinuousClock.Instant?

  init(_ console: Console, _ archive: DataArchive) { (self.console, self.archive) = (console, archive) }

  func show(_ bytes: Int) {
    if first == nil { console.complain("loading \(archive.address)") }
    let loadedBefore = first ?? bytes
    first = loadedBefore
    let seconds = (ContinuousClock.now - start) / .seconds(1)
    let rate = Double(bytes - loadedBefore) / max(seconds, 0.1)
    let left = rate > 0 ? ", about \(Wording.duration(Double(total - bytes) / rate)) left" : ""
    let text = "\(Wording.megabytes(bytes)) of \(Wording.megabytes(total))\(left)"
    if console.isTerminal {
      guard lastLine.map({ ContinuousClock.now - $0 >= .milliseconds(200) }) ?? true else { return }
      lastLine = .now
      console.write("\r\u{1B}[2K" + text)
    } else if bytes * 10 / total > saidTenths {
      saidTenths = bytes * 10 / total
      console.complain(text)
    }
  }

  func clear() { if console.isTerminal { console.write("\r\u{1B}[2K") } }
}
