import ArgumentParser
import BookEvaluation
import CellKit
import Foundation
import Support

/// The command line of a book whose chapters were compiled into the program.
public enum BookCommandLine {
  /// Runs the command that the process's arguments name, and ends the process.
  /// - Parameter compiled: the chapters as they were compiled into this program.
  public static func main(compiled: CompiledBook) async -> Never {
    // Writing beyond a limit, or to a closed pipe, is an error to report, not the end of the process.
    signal(SIGXFSZ, SIG_IGN)
    signal(SIGPIPE, SIG_IGN)
    let context = CommandContext.process(compiled: compiled)
    let status = await run(Array(CommandLine.arguments.dropFirst()), in: context)
    fflush(nil)
    exit(status.rawValue)
  }

  /// Runs one command and reports its errors.
  package static func run(_ arguments: [String], in context: CommandContext) async -> CommandStatus {
    do {
      var command = try NemonBook.parseAsRoot(arguments)
      if let command = command as? any BookCommand {
        try await command.run(in: context)
      } else {
        try command.run()
      }
      return .fine
    } catch let status as CommandStatus {
      return status
    } catch {
      return report(error, context)
    }
  }

  private static func report(_ error: any Error, _ context: CommandContext) -> CommandStatus {
    if let message = ErrorMessage(error) {
      context.complain(message)
      return message.status
    }
    let text = NemonBook.fullMessage(for: error)
    guard NemonBook.exitCode(for: error) == .success else {
      context.console.complain(text)
      return NemonBook.exitCode(for: error) == .validationFailure ? .usage : .failure
    }
    context.console.say(text)
    return .fine
  }
}

/// How the process ends. Thrown by a command that has said all that there is to say.
package enum CommandStatus: Int32, Error, CaseIterable {
  case fine = 0
  case failure = 1
  case usage = 2
  case claimChanged = 3
  case locked = 4
  /// Only for the wrapper: build the program again and repeat the command.
  case rebuild = 75
  case interrupted = 130
}

/// What a command needs from its surroundings.
package struct CommandContext: Sendable {
  package var compiled: CompiledBook
  /// Where the command was called.
  package var directory: URL
  package var environment: [String: String]
  package var console: Console

  package init(
    compiled: CompiledBook, directory: URL, environment: [String: String], console: Console
  ) {
    self.compiled = compiled
    self.directory = URL(fileURLWithPath: directory.path, isDirectory: true)
    self.environment = environment
    self.console = console
  }

  static func process(compiled: CompiledBook) -> CommandContext {
    let environment = ProcessInfo.processInfo.environment
    return CommandContext(
      compiled: compiled,
      directory: URL(fileURLWithPath: FileManager.default.currentDirectoryPath, isDirectory: true),
      environment: environment, console: .process(environment))
  }

  /// The book of the nearest folder, upwards, that has `chapters/`: from the wrapper's folder, which works
  /// from anywhere, else from the current one.
  /// - Throws: ``ProjectError``, also where `SOURCE_DATE_EPOCH` is set and no number.
  func book() throws(ProjectError) -> Book {
    let wrapper = environment["NEMON_BOOK_ROOT"].map { URL(fileURLWithPath: $0, isDirectory: true) }
    var folder = (wrapper ?? directory).standardizedFileURL
    while true {
      let project = ProjectPaths(root: folder)
      if project.hasChapters {
        return try book(in: project)
      }
      let parent = folder.deletingLastPathComponent().standardizedFileURL
      if parent.path == folder.path { throw .notInProject(directory: directory.path) }
      folder = parent
    }
  }

  private func book(in project: ProjectPaths) throws(ProjectError) -> Book {
    var book = Book(
      project: project, compiled: compiled,
      dataSets: BookDataSets.sources(for: project, usedBy: compiled),
      readPlan: { project throws(AuthoringError) in try ChaptersFolder.plan(project) })
    book.libraries = LinkedLibraries.all
    book.compilerCommands = Bundle.main.executableURL.flatMap(CompilerFlags.commands)
    book.quickDataSets = BookDataSets.quickSources(for: project, usedBy: compiled)
    book.sourceDate = try sourceDate()
    return book
  }

  /// The date that `SOURCE_DATE_EPOCH` names in seconds since 1970, if it is set: see
  /// https://reproducible-builds.org/specs/source-date-epoch/.
  private func sourceDate() throws(ProjectError) -> Date? {
    guard let text = environment["SOURCE_DATE_EPOCH"], !text.isEmpty else { return nil }
    guard let seconds = UInt32(text) else { throw .malformedSourceDate(text) }
    return Date(timeIntervalSince1970: TimeInterval(seconds))
  }

  /// Whether the wrapper started this process, and can build it again.
  var isWrapped: Bool { environment["NEMON_BOOK_WRAPPER"] == "1" }
}

extension CommandContext {
  /// Diagnostics with the lines of the chapters that they are about, then the sentence.
  func complain(_ message: ErrorMessage) {
    if !message.diagnostics.isEmpty {
      let root = (try? book().project.root) ?? directory
      console.complain(DiagnosticText.text(message.diagnostics, root: root, colored: console.usesColor))
    }
    if !message.sentence.isEmpty { console.complain("error: \(message.sentence)") }
  }
}

package enum ProjectError: Error, Equatable, Sendable {
  case notInProject(directory: String)
  case malformedSourceDate(String)
}

extension ProjectPaths {
  fileprivate var hasChapters: Bool {
    var isFolder: ObjCBool = false
    return FileManager.default.fileExists(atPath: chapters.path, isDirectory: &isFolder) && isFolder.boolValue
  }
}

/// A command of the book.
protocol BookCommand: ParsableCommand {
  func run(in context: CommandContext) async throws
}
