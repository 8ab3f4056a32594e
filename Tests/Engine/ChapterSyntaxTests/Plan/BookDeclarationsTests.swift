import ChapterSyntax
import Support
import Testing

/// What is read from a description before anything of the book can run.
@Suite struct BookDeclarationsTests {
  private func read(_ text: String) -> (declarations: BookDeclarations, diagnostics: [Diagnostic]) {
    BookDeclarations.read(
      ChapterSource(path: "chapters/Book.swift", text: text),
      modules: ["CellKit", "Models", "Plotting", "Records"])
  }

  @Test func literalsAreFoundAndCommentsAreNot() {
    let (declarations, diagnostics) = read(
      """
      let book = BookDescription(
        name: "x", dataSets: [
          BookDataSet("photographs", in: "Data/\\(place)"), // BookDataSet("comment"
          ExecutableBook.BookDataSet( // of course
            "digits", in: "Data"), "BookDataSet(\\"text\\""
        ], recordModules: ["Records"])
      """)
    #expect(diagnostics == [])
    #expect(
      declarations
        == BookDeclarations(
          dataSets: ["photographs", "digits"], modules: ["Models", "Records"], recordModules: ["Records"]))
    #expect(read("").declarations == BookDeclarations(modules: ["Records", "Models"]))
  }

  @Test(arguments: [
    (
      "BookDataSet(name)", 13,
      "a data set's name must be a string literal: chapters are read before this file can run"
    ),
    (
      #"BookDataSet("a\(b)")"#, 13,
      "a data set's name must be a string literal: chapters are read before this file can run"
    ),
    (#"BookDataSet("two words")"#, 13, "`two words` cannot be a data set's name in cells"),
    (#"BookDataSet("seed")"#, 13, "`seed` cannot be a data set's name in cells"),
    (#"BookDataSet("return")"#, 13, "`return` cannot be a data set's name in cells"),
    (#"BookDataSet("a"), BookDataSet("a")"#, 31, "there are two data sets `a`"),
    ("recordModules: names", 16, "the record modules must be an array of string literals"),
    (
      #"recordModules: ["Records", other]"#, 28,
      "a record module must be a string literal: chapters are read before this file can run"
    ),
    (#"recordModules: ["Elsewhere"]"#, 17, "the target of the chapters does not depend on `Elsewhere`"),
  ])
  func whatCannotBeReadIsReportedAtItsPlace(text: String, column: Int, message: String) {
    #expect(
      read("\n" + text).diagnostics == [
        Diagnostic(
          id: "book-description", message: message,
          at: SourceLocation(file: "chapters/Book.swift", line: 2, column: column))
      ])
  }

  /// Hostile input is reported or passed over, never a trap.
  @Test(arguments: [
    "BookDataSet", "BookDataSet(", "BookDataSet(\"", "recordModules: [", "recordModules: [\"a\"", "\"\"\"",
  ])
  func truncatedText(text: String) { _ = read(text) }
}
