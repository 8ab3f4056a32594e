import Diagnostics

/// One Markdown file of the book.
public struct Chapter: Sendable {
  /// The file's name without `.md`, such as `02-polytopes`.
  public var name: String
  /// Relative to the project's root, such as `chapters/02-polytopes.md`.
  public var path: String
  /// The whole file.
  public var text: String
  /// From the YAML header's `title:`, else the first heading, else `name`.
  public var title: String
  /// The fenced cells and the inline values, in the order of the text.
  public var cells: [Cell]

  public init(name: String, path: String, text: String, title: String, cells: [Cell]) {
    self.name = name
    self.path = path
    self.text = text
    self.title = title
    self.cells = cells
  }
}
