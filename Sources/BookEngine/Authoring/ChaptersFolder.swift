import ChapterSyntax
import Diagnostics
import Foundation

/// The Markdown files of a book.
package enum ChaptersFolder {
  /// Reads every `*.md`, in the order of the names, and plans the book.
  /// - Throws: ``AuthoringError``: every mistake of every chapter at once.
  package static func plan(_ project: ProjectPaths) throws(AuthoringError) -> BookPlan {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: project.chapters.path)) ?? []
    let chapterNames = names.filter { $0.hasSuffix(".md") && !$0.hasPrefix(".") }.sorted()
    guard !chapterNames.isEmpty else { throw .noChapters(folder: project.chapters.path) }
    var chapters: [Chapter] = []
    for name in chapterNames {
      guard let data = try? Data(contentsOf: project.chapters.appending(path: name)),
        let text = String(validating: data, as: UTF8.self)
      else { throw .unreadable(path: "chapters/\(name)") }
      chapters.append(Chapter(text: text, path: "chapters/\(name)"))
    }
    let (plan, diagnostics) = BookPlan.make(chapters: chapters)
    if diagnostics.contains(where: { $0.severity == .error }) { throw .diagnostics(diagnostics) }
    return plan
  }
}
