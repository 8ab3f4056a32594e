import ArgumentParser
import BookEvaluation
import BookSite
import BookStore
import CellKit
import ChapterSyntax
import Foundation
import Support

extension BookDescription {
  /// Runs the command that the process's arguments name, and ends the process. The entry point that the package
  /// manager's plugin writes calls it.
  /// - Parameters:
  ///   - compiled: the chapters as they were compiled into this program.
  ///   - presentation: the cells that show results, by chapter, where they were compiled apart.
  ///   - dataSets: the names that the chapters were compiled with, as read from the description's text.
  ///   - modules: those that the chapters may import.
  ///   - recordModules: those among them that presentation cells see, as read from the description's text.
  public func run(
    _ compiled: CompiledBook, presentation: [String: [CompiledCell]] = [:], dataSets: [String],
    modules: [String], recordModules: [String]
  ) async -> Never {
    var compiled = compiled
    for index in compiled.chapters.indices {
      compiled.chapters[index].cells += presentation[compiled.chapters[index].name] ?? []
    }
    // Writing beyond a limit, or to a closed pipe, is an error to report, not the end of the process.
    signal(SIGXFSZ, SIG_IGN)
    signal(SIGPIPE, SIG_IGN)
    let environment = ProcessInfo.processInfo.environment
    var context = CommandContext(
      description: self, compiled: compiled,
      read: BookDeclarations(dataSets: dataSets, modules: modules, recordModules: recordModules),
      directory: URL(fileURLWithPath: FileManager.default.currentDirectoryPath, isDirectory: true),
      environment: environment, console: .process(environment))
    if let folder = environment["TMPDIR"], !folder.isEmpty,
      !FileManager.default.isWritableFile(atPath: folder + "/.")
    {
      context.console.complain(
        "warning: TMPDIR is \(folder), which is no folder that can be written to; the system's is used")
      unsetenv("TMPDIR")
    }
    if let shortage = ProcessLimits.shortage() {
      context.console.complain("error: \(shortage)")
      exit(CommandStatus.failure.rawValue)
    }
    let arguments = Array(Swift.CommandLine.arguments.dropFirst())
    if arguments.first == CellWorker.argument {
      // Its build may be gone already, with its folder.
      guard let book = try? context.book() else { exit(CommandStatus.failure.rawValue) }
      CellWorker(book).run()
    }
    context.executable = Bundle.main.executableURL
    context.endWithInputIfAsked()
    let status = await context.run(arguments)
    fflush(nil)
    guard let problem = TextOutput.standard.problem else { exit(status.rawValue) }
    context.console.complain("error: standard output: \(problem)")
    exit((status == .fine ? .failure : status).rawValue)
  }
}

/// A command of a book.
public protocol BookCommand: ParsableCommand {
  /// - Throws: ``CommandStatus`` where the command has said all that there is to say, a ``ReportedError``, or any other.
  func run(in context: CommandContext) async throws
}

/// An error that says itself what its reader needs to know.
public protocol ReportedError: Error {
  /// Without `error:` before it and without a full stop.
  var sentence: String { get }
  var status: CommandStatus { get }
}

extension ReportedError {
  public var status: CommandStatus { .failure }
}

/// How the process ends. Thrown by a command that has said all that there is to say.
public enum CommandStatus: Int32, Error, CaseIterable {
  case fine = 0
  case failure = 1
  case usage = 2
  case claimChanged = 3
  case locked = 4
  /// Only for the wrapper: build the program again and repeat the command.
  case rebuild = 75
  case interrupted = 130
}

struct RootCommand: ParsableCommand {
  static var configuration: CommandConfiguration {
    let book = BookDescription.current
    let general: [any ParsableCommand.Type] = [
      BuildCommand.self, RunCommand.self, FigureCommand.self, StatusCommand.self, ListCommand.self,
      ExplainCommand.self, ValueCommand.self, PlanCommand.self, NewCommand.self,
      CheckCommand.self, PDFCommand.self, AuditCommand.self, InspectCommand.self, ServeCommand.self,
      GraphCommand.self,
      FreezeCommand.self, DataCommand.self, CacheCommand.self,
    ]
    return CommandConfiguration(
      commandName: book.name,
      abstract: "Builds a book whose every number, figure and verdict is computed from its own code.",
      discussion: HelpText.reflowed(
        """
        Examples:
          \(book.name) build --scale quick   everything small, to check the book itself
          \(book.name) build                 at the paper's scale; only what changed runs
          \(book.name) status                what a build would run, and why
          \(book.name) figure fig-x          draw one figure again
          \(book.name) serve --open          read the book in the browser

        Exit codes: 0 fine, 1 failure, 2 usage, 3 a claim's verdict differs from the recorded one,
        4 another build is running, 130 interrupted.
        """),
      version: book.version, subcommands: general + book.commands)
  }
}

extension CommandConfiguration {
  /// - Parameter examples: what stands behind the book's name on each line.
  package init(_ name: String, _ abstract: String, _ discussion: String = "", examples: String...) {
    let lines = examples.map { "\n" + HelpText.example("\(BookDescription.current.name) \($0)") }
    self.init(
      commandName: name, abstract: abstract,
      discussion: (discussion.isEmpty ? "" : HelpText.reflowed(discussion) + "\n\n")
        + (lines.count == 1 ? "Example:" : "Examples:") + lines.joined())
  }
}
