import Diagnostics

/// One Markdown file of the book.
package struct Chapter: Sendable {
  /// The file's name without `.md`, such as `02-polytopes`.
  package var name: String
  /// Relative to the project's root, such as `chapters/02-polytopes.md`.
  package var path: String
  /// The whole file.
  package var text: String
  /// From the YAML header's `title:`, else the first heading, else `name`.
  package var title: String
  /// The fenced cells and the inline values, in the order of the text.
  package var cells: [Cell]
  /// What is wrong with the chapter's syntax. `BookPlan.make` reports these too.
  package var diagnostics: [Diagnostic]

  /// A chapter that was read elsewhere: nothing is parsed.
  package init(
    name: String, path: String, text: String, title: String, cells: [Cell],
    diagnostics: [Diagnostic] = []
  ) {
    self.name = name
    self.path = path
    self.text = text
    self.title = title
    self.cells = cells
    self.diagnostics = diagnostics
  }

  /// Reads a chapter. Whatever is wrong with it is in `diagnostics`; no text makes it fail.
  package init(text: String, path: String) {
    var parser = ChapterParser(text: text, path: path)
    parser.parse()
    self.init(
      name: parser.name, path: path, text: text, title: parser.title ?? parser.name, cells: parser.cells,
      diagnostics: parser.diagnostics)
  }
}
