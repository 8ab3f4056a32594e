import BookCommands
import BookEvaluation
import BookStore
import Foundation
import Support
import Testing

/// Every error that can end a command, with its sentence and exit status.
@Suite struct ErrorMessageTests {
  static let place = SourceLocation(file: "chapters/01.md", line: 3)
  static let mistake = Diagnostic(id: "x", message: "m", at: place)

  static let table: [(any Error & Sendable, CommandStatus, String)] = [
    (
      StoreError.locked(holder: LockHolder(pid: 42, command: "nemon-book build")), .locked,
      "another build is running: process 42 (nemon-book build)"
    ),
    (
      StoreError.newerSchema(path: "/c"), .failure,
      "/c was written by a later version of nemon-book: use that version, or move the file away"
    ),
    (
      StoreError.damagedValue(digest: "0123456789abcdef"), .failure,
      "the stored value 0123456789ab is damaged: run `nemon-book build` to compute it again"
    ),
    (
      StoreError.damagedDatabase(path: "/c"), .failure,
      "/c is damaged: `nemon-book build` sets it aside and starts a new one"
    ),
    (
      StoreError.diskFull(path: "/c"), .failure,
      "/c cannot grow: the disk or a quota is full; what was stored before is intact"
    ),
    (StoreError.unusable(path: "/c", reason: "r"), .failure, "/c cannot be used: r"),
    (
      DownloadError.unreachable(address: "https://a/b", reason: "no host"), .failure,
      "https://a/b cannot be reached (no host): try again where there is a network, or load it by other means, "
        + "unpack it and run `nemon-book data import DIR`"
    ),
    (
      DownloadError.wrongDigest(
        address: "https://a/b", found: String(repeating: "0", count: 64),
        expected: String(repeating: "1", count: 64)), .failure,
      "what https://a/b gives is another file: its SHA-256 is 000000000000... instead of 111111111111...; it was removed"
    ),
    (
      DownloadError.missingTool("curl", package: "curl"), .failure,
      "`curl` is not installed: install the package curl (sudo apt-get install curl)"
    ),
    (
      DownloadError.interrupted, .interrupted,
      "interrupted; what was loaded is kept, and the next call loads the rest"
    ),
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
        + "run `./nemon-book`, which builds the program again, or `swift build -c release`"
    ),
    (
      FigureDrawingError.unknownFigure(id: "fig-volume", known: ["fig-volumes", "fig-x"]), .usage,
      "there is no figure 'fig-volume'; did you mean fig-volumes?"
    ),
    (
      FigureDrawingError.needsResults(figure: "f", results: ["a", "b"]), .failure,
      "f needs results that are not computed or outdated: a, b; run `nemon-book build`"
    ),
    (ExchangeError.missing(path: "/e"), .failure, "there is no file /e"),
    (
      ExchangeError.notAnExport(path: "/e"), .failure,
      "/e is not a file that `nemon-book cache export` wrote, or is damaged"
    ),
    (
      ExchangeError.damagedValue(digest: "0123456789abcdef"), .failure,
      "the value 0123456789ab is damaged or missing in it; nothing was added"
    ),
    (
      ExchangeError.foreignKey(cell: "a"), .failure,
      "a run of a does not have the key that follows from what it was made of; nothing was added"
    ),
    (
      FreezeError.unknownResult(id: "zzzzzz", known: ["b", "a"]), .usage,
      "there is no result 'zzzzzz'; there are a, b"
    ),
    (
      FreezeError.notCurrent(id: "a"), .failure,
      "a has no current paper-scale value: run `nemon-book run a` first"
    ),
    (FrozenValueError.unreadable(path: "/f"), .failure, "/f cannot be read: restore it from the repository"),
    (
      FrozenValueError.edited(path: "/f"), .failure,
      "/f is not the value that was frozen: restore it, or run `nemon-book freeze` again"
    ),
    (
      RecordedVerdictsError.unknownVerdict(claim: "C1", word: "maybe"), .failure,
      "chapters/claims.json: 'maybe', of C1, is no verdict"
    ),
    (UnknownCell(id: "a", known: []), .usage, "there is no cell 'a'"),
    (InspectionError.noRecipe(path: "a.png", reason: "r"), .failure, "a.png has no readable recipe: r"),
    (ServerError.portInUse(port: 80), .failure, "port 80 is in use: choose another with --port"),
    (
      UnavailableOutput(path: "/o"), .failure,
      "there is no site at /o: run `nemon-book build` first"
    ),
    (
      ProjectError.notInProject(directory: "/d"), .failure,
      "there is no chapters/ in /d, nor in a folder above it"
    ),
    (
      ProjectError.malformedSourceDate("soon"), .usage,
      "SOURCE_DATE_EPOCH is 'soon': it must be a whole number of seconds since 1970, or not be set"
    ),
    (EvaluationError.interrupted, .interrupted, "interrupted; what had finished is kept"),
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
