import Foundation
import Support
import Synchronization

/// Builds the site again whenever a chapter, a file beside it or a source changes, also one of a package on this machine that the
/// book is made of, each time in a process of its own.
final class Rebuilder: Sendable {
  let project: ProjectPaths
  let report: LiveReport
  /// Starts a build that passes on what it says.
  private let start: @Sendable (_ heard: @escaping @Sendable (String) -> Void) throws -> BuildProcess
  private let editor: String
  /// Whether an edit ends the cells that run: they would be computed for a text that is gone.
  private let interrupts: Bool
  private let isStopped = Latch()

  init(
    project: ProjectPaths, report: LiveReport, editor: String, interrupts: Bool,
    start: @escaping @Sendable (_ heard: @escaping @Sendable (String) -> Void) throws -> BuildProcess
  ) {
    (self.project, self.report, self.editor) = (project, report, editor)
    (self.interrupts, self.start) = (interrupts, start)
  }

  /// Builds, then looks for changes ten times a second, until the task is cancelled.
  func run() async {
    await withTaskCancellationHandler {
      await withCheckedContinuation { ended in
        let follows: Void? = try? SystemThread.start("edits", stackSize: 8 << 20) { [self] in
          follow()
          ended.resume()
        }
        if follows == nil { ended.resume() }
      }
    } onCancel: {
      isStopped.set()
    }
  }

  private func follow() {
    var built: [String]?
    while !isStopped.isSet {
      let now = stamp
      if now == built {
        usleep(100_000)
      } else {
        built = now
        if !build(now) {
          built = nil
          // Another build is running: this one comes after it.
          if report.now.phase == .waiting { usleep(500_000) }
        }
      }
    }
  }

  /// - Returns: whether this text was built, or cannot be.
  private func build(_ text: [String]) -> Bool {
    report.enter(.building)
    let ending: BuildProcess.Ending
    var isOutdated = false
    do {
      let process = try start { [report] line in
        FileHandle.standardError.write(Data((line + "\n").utf8))
        if line.contains(": compiling ") { report.enter(.compiling) }
        if line.contains(": compiled in ") { report.enter(.building) }
      }
      var pauses = 0
      while !process.hasEnded {
        usleep(20_000)
        pauses += 1
        // A compilation ends soon, and the wrapper sees itself that the text has changed.
        let looks = pauses % 5 == 0 && report.now.phase == .building && interrupts && !isOutdated
        if isStopped.isSet || (looks && stamp != text) {
          isOutdated = true
          process.interrupt()
          if isStopped.isSet { return true }
        }
      }
      ending = process.wait()
    } catch {
      report.finish([.init(place: "", message: "the build cannot be started: \(error)")], output: "")
      return true
    }
    // What it was begun for may be back by now: it was not built.
    if isOutdated { return false }
    switch (ending.wasSignalled, ending.status) {
    case (false, CommandStatus.locked.rawValue):
      report.enter(.waiting)
      return false
    case (false, 0): report.finish([], output: "")
    case (true, let signal):
      let words = "the build ended by signal \(signal)"
      report.finish(
        mistakes(in: ending.output + "\nerror: " + words), output: ending.output + words)
    default: report.finish(mistakes(in: ending.output), output: ending.output)
    }
    return true
  }

  private func mistakes(in text: String) -> [LiveState.Mistake] {
    BuildOutput.mistakes(in: text, root: project.root, editor: editor)
  }

  /// Names, sizes and times of everything that a build reads.
  private var stamp: [String] {
    WatchedPaths.of(project.root).flatMap { path in
      let inside = FileManager.default.enumerator(atPath: path)?.compactMap { $0 as? String } ?? []
      return [path]
        + inside.filter { !$0.hasPrefix(".") && !$0.contains("/.") && !$0.hasSuffix("~") }.sorted()
        .map { path + "/" + $0 }
    }.compactMap { FileStamp($0) }.filter(\.isRegularFile).map(\.description)
  }

  /// When the site was swapped in, as text.
  static func version(of project: ProjectPaths) -> String {
    var status = stat()
    guard stat(project.output.path, &status) == 0 else { return "none" }
    #if canImport(Darwin)
      let time = status.st_mtimespec
    #else
      let time = status.st_mtim
    #endif
    return "\(status.st_ino)-\(time.tv_sec)-\(time.tv_nsec)"
  }
}
