import ChapterSyntax
import Foundation
import Support

/// The Markdown files of a book.
package enum ChaptersFolder {
  /// Reads every `*.md`, in the order of the names, and the Swift files beside them, and plans the book.
  /// - Throws: ``AuthoringError``: every mistake of every chapter at once.
  package static func plan(
    _ project: ProjectPaths, declarations: BookDeclarations = BookDeclarations()
  ) throws(AuthoringError) -> BookPlan {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: project.chapters.path)) ?? []
    let chapterNames = names.filter { $0.hasSuffix(".md") && !$0.hasPrefix(".") }.sorted()
    guard !chapterNames.isEmpty else { throw .noChapters(folder: project.chapters.path) }
    func text(of name: String) throws(AuthoringError) -> String {
      guard let data = try? Data(contentsOf: project.chapters.appending(path: name)),
        let text = String(validating: data, as: UTF8.self)
      else { throw .unreadable(path: "chapters/\(name)") }
      return text
    }
    let texts = try chapterNames.map { name throws(AuthoringError) in (name, try text(of: name)) }
    let chapters = texts.concurrentMap { name, text in Chapter(text: text, path: "chapters/\(name)") }
    // The description is compiled into the program and not with the cells.
    let sources = try names.filter {
      $0.hasSuffix(".swift") && !$0.hasPrefix(".") && $0 != BookDeclarations.fileName
    }.sorted()
      .map { name throws(AuthoringError) in
        ChapterSource(path: "chapters/\(name)", text: try text(of: name))
      }
    let (plan, diagnostics) = BookPlan.make(
      chapters: chapters, sources: sources, declarations: declarations)
    if diagnostics.contains(where: { $0.severity == .error }) { throw .diagnostics(diagnostics) }
    return plan
  }
}
