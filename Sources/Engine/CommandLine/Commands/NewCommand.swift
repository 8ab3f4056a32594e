import ArgumentParser
import Foundation
import Support

struct NewCommand: BookCommand {
  static var configuration: CommandConfiguration {
    CommandConfiguration(
      "new", "Write a small book into an empty folder, to begin another one with.",
      """
      The folder's name is that of the book and of its command: lower-case letters, digits and dashes. The new package depends on
      the engine by the path where this program was compiled. Then run NAME build in the folder.
      """,
      examples: "new ../my-book && ../my-book/my-book build")
  }

  @Argument(help: "The folder to write; it must be empty, or not exist.")
  var folder: String

  func run(in context: CommandContext) async throws {
    let target = URL(fileURLWithPath: folder, isDirectory: true, relativeTo: context.directory)
      .standardizedFileURL
    try Skeleton(in: target).write()
    context.console.say("\(target.path): run ./\(target.lastPathComponent) build there")
  }
}

/// The files of a book's beginning.
struct Skeleton {
  private let folder: URL
  private let name: String
  /// The package of the engine, where this program's sources lay when it was compiled.
  private static let engine = (0..<5).reduce(URL(filePath: #filePath)) { url, _ in
    url.deletingLastPathComponent()
  }

  /// - Throws: ``SkeletonError``.
  init(in folder: URL) throws(SkeletonError) {
    (self.folder, name) = (folder, folder.lastPathComponent)
    guard name.wholeMatch(of: #/[a-z][a-z0-9]*(-[a-z0-9]+)*/#) != nil else { throw .unsuitableName(name) }
    let present = try? FileManager.default.contentsOfDirectory(atPath: folder.path)
    guard present?.isEmpty ?? !FileManager.default.fileExists(atPath: folder.path) else {
      throw .notEmpty(path: folder.path)
    }
    let wrapper = Self.engine.appending(path: "Sources/Engine/wrapper.bash")
    guard FileManager.default.fileExists(atPath: wrapper.path) else {
      throw .noEngine(path: Self.engine.path)
    }
  }

  /// - Throws: the file system's error.
  func write() throws {
    let chapters = folder.appending(path: "chapters", directoryHint: .isDirectory)
    try FileManager.default.createDirectory(at: chapters, withIntermediateDirectories: true)
    let script = folder.appending(path: name)
    for (file, text) in [
      (folder.appending(path: "Package.swift"), filled(PackageResources.new_package_txt)),
      (chapters.appending(path: "Book.swift"), filled(PackageResources.new_book_txt)),
      (chapters.appending(path: "01-first.md"), filled(PackageResources.new_chapter_txt)),
      (chapters.appending(path: "Shared.swift"), "// Declarations that cells of several chapters use.\n"),
      (chapters.appending(path: "references.bib"), "% What the chapters cite.\n"),
      (folder.appending(path: ".gitignore"), ".build\n.\(name)\noutput\n"),
      (script, filled(PackageResources.new_script_txt)),
    ] {
      try Data(text.utf8).write(to: file)
    }
    try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: script.path)
  }

  private func filled(_ template: [UInt8]) -> String {
    let words = name.split(separator: "-").map { $0.prefix(1).uppercased() + $0.dropFirst() }
    let path = Self.engine.path
    return String(decoding: template, as: UTF8.self)
      .replacing("BOOK-NAME", with: name)
      .replacing("MODULE-NAME", with: words.joined() + "Chapters")
      .replacing("ENGINE-FOLDER", with: path.replacing("\\", with: "\\\\").replacing("\"", with: "\\\""))
      .replacing("ENGINE-QUOTED", with: "'" + path.replacing("'", with: "'\\''") + "'")
  }
}

enum SkeletonError: ReportedError, Equatable {
  case unsuitableName(String)
  case notEmpty(path: String)
  case noEngine(path: String)

  var sentence: String {
    switch self {
    case .unsuitableName(let name):
      "'\(name)' cannot be a book's name: it must be lower-case letters, digits and dashes, and begin with a letter"
    case .notEmpty(let path): "\(path) is not empty: choose a folder that is, or that does not exist"
    case .noEngine(let path):
      "the engine's package is not at \(path) any more: compile this program where it is"
    }
  }

  var status: CommandStatus { .usage }
}
