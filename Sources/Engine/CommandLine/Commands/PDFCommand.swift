import ArgumentParser
import BookSite
import Foundation
import Support

struct PDFCommand: BookCommand {
  static var configuration: CommandConfiguration {
    CommandConfiguration(
      "pdf", "Print the whole book as one PDF.",
      "Prints the site that the last build wrote, by Chromium: with bookmarks, running heads and page numbers.",
      examples: "pdf", "pdf --output book.pdf", "pdf --link")
  }

  @Option(help: ArgumentHelp("The file to write.", valueName: "file"))
  var output: String?

  @Flag(help: "Put it and one for each chapter into the site, with links in the foot of each page.")
  var link = false

  func run(in context: CommandContext) async throws {
    let project = try context.project()
    if link { return try Self.addToSite(of: project, in: context) }
    let name = output ?? "\(BookDescription.current.name).pdf"
    let file = URL(fileURLWithPath: name, relativeTo: context.directory)
    try PrintedBook(site: project.output).write(to: file)
    context.console.say(file.path)
  }

  /// Prints the book and each chapter into its site, and names the files unless `quietly`.
  static func addToSite(of project: ProjectPaths, in context: CommandContext, quietly: Bool = false) throws {
    for name in try PrintedBook(site: project.output).addToSite(as: BookDescription.current.name)
    where !quietly {
      context.console.say(project.output.appending(path: name).path)
    }
  }
}
