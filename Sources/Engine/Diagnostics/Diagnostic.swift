/// A place in a text file. Lines and columns count from 1; a column counts Unicode scalars.
package struct SourceLocation: Hashable, Comparable, Sendable, Codable {
  /// Path relative to the project's root, with `/`, such as `chapters/03-average-iteration.md`.
  package var file: String
  /// From 1.
  package var line: Int
  /// From 1, in Unicode scalars.
  package var column: Int

  package init(file: String, line: Int, column: Int = 1) {
    self.file = file
    self.line = line
    self.column = column
  }

  /// Whether `a` stands before `b`: by file, then line, then column; files by their paths as text.
  package static func < (a: SourceLocation, b: SourceLocation) -> Bool {
    (a.file, a.line, a.column) < (b.file, b.line, b.column)
  }
}

/// Something an author should know about a chapter, at its place in the Markdown.
package struct Diagnostic: Hashable, Sendable, Codable, Error {
  /// An error keeps the book from being built, a warning does not.
  package enum Severity: String, Sendable, Codable { case error, warning }

  /// A further sentence, at another place if that helps.
  package struct Note: Hashable, Sendable, Codable {
    /// One sentence, in which backticks mark what is written so.
    package var text: String
    /// Nil where the note is about the diagnostic's own place.
    package var location: SourceLocation?

    package init(_ text: String, at location: SourceLocation? = nil) {
      self.text = text
      self.location = location
    }
  }

  /// The rule's name in kebab case, such as `unknown-result`.
  package var id: String
  /// Shown before the message.
  package var severity: Severity
  /// One sentence, without a full stop, in which backticks mark what is written so.
  package var message: String
  /// The place in the Markdown that the message is about.
  package var location: SourceLocation
  /// What else helps, such as the other of two equal ids.
  package var notes: [Note]
  /// What the author can write instead, in one sentence.
  package var fix: String?

  package init(
    id: String, severity: Severity = .error, message: String, at location: SourceLocation,
    notes: [Note] = [], fix: String? = nil
  ) {
    self.id = id
    self.severity = severity
    self.message = message
    self.location = location
    self.notes = notes
    self.fix = fix
  }
}
