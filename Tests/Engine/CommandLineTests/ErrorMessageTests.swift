import BookEvaluation
import BookSite
import BookStore
import ChapterSyntax
import ExecutableBook
import Foundation
import Support
import Testing

/// Every error that can end a command, with its sentence and exit status.
@Suite struct ErrorMessageTests {
  static let place = SourceLocation(file: "chapters/01.md", line: 3)
  /// What comes of writing where a folder is.
  static let onFolder = CocoaError(
    .fileWriteUnknown,
    userInfo: [NSFilePathErrorKey: "/f", NSUnderlyingErrorKey: POSIXError(.EISDIR)])
  static let mistake = Diagnostic(id: "x", message: "m", at: place)

  static let table: [(any Error & Sendable, CommandStatus, String)] = [
    (
      StoreError.locked(holder: LockHolder(pid: 42, command: "book build")), .locked,
      "another build is running: process 42 (book build)"
    ),
    (
      StoreError.newerSchema(path: "/c"), .failure,
      "/c was written by a later version of this program: use that version, or move the file away"
    ),
    (
      StoreError.damagedValue(digest: "0123456789abcdef"), .failure,
      "the stored value 0123456789ab is damaged: run `book build` to compute it again"
    ),
    (
      StoreError.damagedDatabase(path: "/c"), .failure,
      "/c is damaged: `book build` sets it aside and starts a new one"
    ),
    (
      StoreError.diskFull(path: "/c"), .failure,
      "/c cannot grow: the disk or a quota is full; what was stored before is intact"
    ),
    (StoreError.unusable(path: "/c", reason: "r"), .failure, "/c cannot be used: r"),
    (onFolder, .failure, "/f: Is a directory"),
    (AuthoringError.noChapters(folder: "/b"), .failure, "there are no Markdown chapters in /b"),
    (
      AuthoringError.unreadable(path: "chapters/a.md"), .failure, "chapters/a.md cannot be read as UTF-8 text"
    ),
    (
      AuthoringError.diagnostics([mistake]), .failure,
      "1 mistake in the chapters; the former site is left as it was"
    ),
    (
      CodeDifference(added: ["n"], removed: ["g"], changed: ["a", "b"]), .failure,
      "the chapters' code is not the code in this program (changed: a, b; new: n; gone: g): "
        + "run `./book`, which builds the program again, or `swift build -c release`"
    ),
    (
      FigureDrawingError.unknownFigure(id: "fig-volume", known: ["fig-volumes", "fig-x"]), .usage,
      "there is no figure 'fig-volume'; did you mean fig-volumes?"
    ),
    (
      FigureDrawingError.needsResults(figure: "f", results: ["a", "b"]), .failure,
      "f needs results that are not computed or outdated: a, b; run `book build`"
    ),
    (ExchangeError.missing(path: "/e"), .failure, "there is no file /e"),
    (
      ExchangeError.notAnExport(path: "/e"), .failure,
      "/e is not a file that `book cache export` wrote, or is damaged"
    ),
    (
      ExchangeError.damagedValue(path: "/e", digest: "0123456789abcdef"), .failure,
      "/e: the value 0123456789ab is damaged or missing in it; nothing of it was added"
    ),
    (
      ExchangeError.foreignKey(path: "/e", cell: "a"), .failure,
      "/e: a run of a does not have the key that follows from what it was made of; nothing of it was added"
    ),
    (
      FreezeError.unknownResult(id: "zzzzzz", known: ["b", "a"]), .usage,
      "there is no result 'zzzzzz'; there are a, b"
    ),
    (
      FreezeError.notCurrent(id: "a"), .failure,
      "a has no current paper-scale value: run `book run a` first"
    ),
    (FrozenValueError.unreadable(path: "/f"), .failure, "/f cannot be read: restore it from the repository"),
    (
      FrozenValueError.edited(path: "/f"), .failure,
      "/f is not the value that was frozen: restore it, or run `book freeze` again"
    ),
    (
      RecordedVerdictsError.unknownVerdict(claim: "C1", word: "maybe"), .failure,
      "chapters/claims.json: 'maybe', of C1, is no verdict"
    ),
    (UnknownCell(id: "a", known: []), .usage, "there is no cell 'a'"),
    (InspectionError.noRecipe(path: "a.png", reason: "r"), .failure, "a.png has no readable recipe: r"),
    (ServerError.portInUse(port: 80), .failure, "port 80 is in use: choose another with --port"),
    (
      ServerError.noSite(path: "/o"), .failure,
      "there is no site at /o: run `book build` first"
    ),
    (
      ProjectError.notInProject(directory: "/d"), .failure,
      "there is no chapters/ in /d, nor in a folder above it"
    ),
    (
      ProjectError.malformedSourceDate("soon"), .usage,
      "SOURCE_DATE_EPOCH is 'soon': it must be a whole number of seconds since 1970, or not be set"
    ),
    (
      ProjectError.descriptionNotRead(
        BookDeclarations(dataSets: ["a", "b"]), read: BookDeclarations(dataSets: ["a"])), .failure,
      "chapters/Book.swift describes data sets a, b, record modules none, and its text shows data sets a, record "
        + "modules none: write each as BookDataSet(\"name\", ...) and recordModules: [\"Name\"]"
    ),
    (Interrupted(), .interrupted, "interrupted; what had finished is kept"),
  ]

  @Test(arguments: table.indices)
  func sentence(row: Int) throws {
    let (error, status, sentence) = Self.table[row]
    let message = try #require(ErrorMessage(error))
    #expect(message.sentence == sentence)
    #expect(message.status == status)
  }

  @Test func diagnosticsComeWithTheirError() throws {
    let message = try #require(ErrorMessage(AuthoringError.diagnostics([Self.mistake])))
    #expect(message.diagnostics == [Self.mistake])
  }

  @Test func errorsOfArgumentsAreNotOurs() {
    struct Foreign: Error {}
    #expect(ErrorMessage(Foreign()) == nil)
  }
}
