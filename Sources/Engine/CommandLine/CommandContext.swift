import ArgumentParser
import BookEvaluation
import BookSite
import BookStore
import CellKit
import ChapterSyntax
import Foundation
import Support

/// What a command needs from its surroundings.
public struct CommandContext: Sendable {
  /// The book whose command this is.
  public var description: BookDescription
  /// Where the command was called.
  public var directory: URL
  package var compiled: CompiledBook
  /// What the chapters were compiled with.
  package var read: BookDeclarations
  package var environment: [String: String]
  package var console: Console
  /// This process's, for those that run cells.
  var executable: URL?

  package init(
    description: BookDescription, compiled: CompiledBook, read: BookDeclarations, directory: URL,
    environment: [String: String], console: Console
  ) {
    self.description = description
    self.compiled = compiled
    self.read = read
    self.directory = URL(fileURLWithPath: directory.path, isDirectory: true)
    self.environment = environment
    self.console = console
  }

  /// One text to standard output.
  public func say(_ text: String) { console.say(text) }

  /// Runs one command and reports its errors.
  package func run(_ arguments: [String]) async -> CommandStatus {
    await BookDescription.$current.withValue(description) {
      do {
        try checkDescription()
        if let unknown = UnknownCommand(in: arguments, of: RootCommand.self) { throw unknown }
        var command = try CompletedIDs.$context.withValue(self) { try RootCommand.parseAsRoot(arguments) }
        if let command = command as? any BookCommand {
          try await command.run(in: self)
        } else {
          try command.run()
        }
        return .fine
      } catch let status as CommandStatus {
        return status
      } catch {
        return report(error)
      }
    }
  }

  private func report(_ error: any Error) -> CommandStatus {
    if let message = ErrorMessage(error) {
      complain(message)
      return message.status
    }
    let text = RootCommand.fullMessage(for: error)
    let code = RootCommand.exitCode(for: error)
    guard code == .success else {
      console.complain(text)
      return code == .validationFailure ? .usage : .failure
    }
    console.say(text)
    return .fine
  }

  /// The description as it runs must be the one that the chapters were read with.
  private func checkDescription() throws(ProjectError) {
    let described = BookDeclarations(
      dataSets: description.dataSets.map(\.name), modules: read.modules,
      recordModules: description.recordModules)
    if described != read { throw .descriptionNotRead(described, read: read) }
  }

  /// The nearest folder, upwards, that has `chapters/`: from the wrapper's folder, which works from anywhere, else from
  /// the current one.
  package func project() throws(ProjectError) -> ProjectPaths {
    let wrapper = variable("ROOT").map { URL(fileURLWithPath: $0, isDirectory: true) }
    var folder = (wrapper ?? directory).standardizedFileURL
    // A folder that was removed has no path, and the one above it a longer one each time.
    guard folder.path.hasPrefix("/") else { throw .folderIsGone }
    while true {
      let project = ProjectPaths(root: folder, name: description.name)
      var isFolder: ObjCBool = false
      if FileManager.default.fileExists(atPath: project.chapters.path, isDirectory: &isFolder),
        isFolder.boolValue
      {
        return project
      }
      let parent = folder.deletingLastPathComponent().standardizedFileURL
      if parent.path == folder.path { throw .notInProject(directory: directory.path) }
      folder = parent
    }
  }

  /// - Throws: ``ProjectError``, also where `SOURCE_DATE_EPOCH` is set and no number.
  package func book() throws(ProjectError) -> Book {
    let project = try project()
    let sources = description.sources(for: project, usedBy: compiled)
    var book = Book(
      project: project, compiled: compiled, dataSets: sources.all, seed: description.seed,
      readPlan: { [read] project throws(AuthoringError) in
        try ChaptersFolder.plan(project, declarations: read)
      })
    book.libraries = LinkedLibraries.all.merging(description.machine.libraries()) { $1 }
    book.kernelLevel = description.machine.kernels()
    book.compilerCommands = Bundle.main.executableURL.flatMap(CompilerFlags.commands)
    book.quickDataSets = sources.quick
    book.sourceDate = try sourceDate()
    book.cellProgram = executable.map { CellWorkerProgram(executable: $0) }
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
  var isWrapped: Bool { variable("WRAPPER") == "1" }

  /// What builds the book of `project` in a process of its own: the wrapper, which compiles what changed, or this program.
  func buildProgram(of project: ProjectPaths) -> (URL, environment: [String: String]) {
    let program =
      isWrapped
      ? project.root.appending(path: description.name)
      : Bundle.main.executableURL ?? URL(fileURLWithPath: Swift.CommandLine.arguments[0])
    return (program, [variableName(EndWithInput.variable): "1", "NO_COLOR": "1"])
  }

  /// What the wrapper says, in variables that begin with the book's name in capitals.
  private func variable(_ name: String) -> String? {
    environment[variableName(name)]
  }

  private func variableName(_ name: String) -> String {
    description.name.uppercased().replacing("-", with: "_") + "_" + name
  }

  /// Ends this process with its standard input, where whoever started it asked for that.
  func endWithInputIfAsked() {
    if variable(EndWithInput.variable) == "1" { EndWithInput.begin() }
  }

  /// Diagnostics with the lines of the chapters that they are about, then the sentence.
  func complain(_ message: ErrorMessage) {
    if !message.diagnostics.isEmpty {
      let root = (try? project().root) ?? directory
      console.complain(DiagnosticText.text(message.diagnostics, root: root, colored: console.usesColor))
    }
    if !message.sentence.isEmpty { console.complain("error: \(message.sentence)") }
  }

  /// The site's renderer, as a build calls it.
  package func renderer(for book: Book) -> BookBuild.Renderer {
    { [description, console] plan, cache in
      if !plan.warnings.isEmpty {
        console.complain(
          DiagnosticText.text(plan.warnings, root: book.project.root, colored: console.usesColor))
      }
      let site = try SiteRenderer(
        project: book.project, description: description.site, sourceDate: book.sourceDate
      ).read(plan, cache: cache)
      return { evaluation, claims in
        let report = try site.render(evaluation, claims)
        return PageCounts(rendered: report.rendered.count, reused: report.reused.count)
      }
    }
  }
}

package enum ProjectError: ReportedError, Equatable, Sendable {
  case notInProject(directory: String)
  case folderIsGone
  case malformedSourceDate(String)
  /// The description names other data sets or record modules than those that were found in its text.
  case descriptionNotRead(BookDeclarations, read: BookDeclarations)

  package var sentence: String {
    switch self {
    case .notInProject(let directory): "there is no chapters/ in \(directory), nor in a folder above it"
    case .folderIsGone: "the current folder was removed: change to another one"
    case .malformedSourceDate(let text):
      "SOURCE_DATE_EPOCH is '\(text)': it must be a whole number of seconds since 1970, or not be set"
    case .descriptionNotRead(let described, let read):
      "chapters/\(BookDeclarations.fileName) describes \(Self.names(described)), and its text shows "
        + "\(Self.names(read)): write each as BookDataSet(\"name\", ...) and recordModules: [\"Name\"]"
    }
  }

  package var status: CommandStatus {
    if case .malformedSourceDate = self { .usage } else { .failure }
  }

  private static func names(_ declarations: BookDeclarations) -> String {
    func list(_ names: [String]) -> String { names.isEmpty ? "none" : names.joined(separator: ", ") }
    return "data sets \(list(declarations.dataSets)), record modules \(list(declarations.recordModules))"
  }
}
