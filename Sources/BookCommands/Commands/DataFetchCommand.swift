import ArgumentParser
import BookEngine
import CellKit
import Foundation
import ImageData

struct DataFetchCommand: BookCommand {
  static let configuration = CommandConfiguration(
    commandName: "fetch", abstract: "Load CIFAR-10 from its authors' page, check it, and import it.",
    discussion: """
      170 MB. What was loaded before an interruption is kept, and the next call loads the rest. Nothing is imported unless
      the archive's SHA-256 is right.

      Examples:
        nemon-book data fetch
        nemon-book data fetch --from https://mirror.example/cifar-10-binary.tar.gz
      """)

  @Option(help: "Another address of the same archive.")
  var from: String?

  func run(in context: CommandContext) async throws {
    let project = try context.book().project
    let place = BookDataSets.cifar10(for: project)
    if let form = place.form, form.verify(place.directory).allSatisfy({ $0.state == .present }) {
      return context.console.say("\(form.name) is in \(place.directory.path) already")
    }
    var archive = DataArchive.cifar10
    if let from { archive.address = from }
    let form = try fetch(archive, into: place, context)
    context.console.say("\(form) is in \(place.directory.path)")
  }

  private func fetch(_ archive: DataArchive, into place: DataSetPlace, _ context: CommandContext) throws
    -> String
  {
    let interruption = InterruptionOnSignal()
    let folder = place.directory.deletingLastPathComponent().appending(
      path: "loading", directoryHint: .isDirectory)
    let progress = DownloadProgress(context.console, total: archive.bytes)
    context.console.complain("loading \(archive.address)")
    let file = try archive.load(
      into: folder, isInterrupted: { interruption.interruption.isInterrupted }, progress: progress.show)
    progress.clear()
    let unpacked = folder.appending(path: "unpacked", directoryHint: .isDirectory)
    defer { try? FileManager.default.removeItem(at: unpacked) }
    try archive.unpack(file, into: unpacked)
    let source = unpacked.appending(path: (archive.members[0] as NSString).deletingLastPathComponent)
    let form = try place.take(from: source)
    try? FileManager.default.removeItem(at: file)
    return form.name
  }
}

/// The line that shows how much of a file is there: overwritten on a terminal, every ten percent elsewhere.
private final class DownloadProgress {
  private let console: Console
  private let total: Int
  private let start = ContinuousClock.now
  private var first: Int?
  private var saidTenths = 0

  init(_ console: Console, total: Int) { (self.console, self.total) = (console, total) }

  func show(_ bytes: Int) {
    let loadedBefore = first ?? bytes
    first = loadedBefore
    let seconds = (ContinuousClock.now - start) / .seconds(1)
    let rate = Double(bytes - loadedBefore) / max(seconds, 0.1)
    let left = rate > 0 ? ", about \(Wording.duration(Double(total - bytes) / rate)) left" : ""
    let text = "\(Wording.megabytes(bytes)) of \(Wording.megabytes(total))\(left)"
    if console.isTerminal {
      console.write("\r\u{1B}[2K" + text)
    } else if bytes * 10 / total > saidTenths {
      saidTenths = bytes * 10 / total
      console.complain(text)
    }
  }

  func clear() { if console.isTerminal { console.write("\r\u{1B}[2K") } }
}
