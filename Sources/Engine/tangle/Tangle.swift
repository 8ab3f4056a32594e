import ChapterSyntax
import Digests
import Foundation
import Support

/// The build plugin's tool: writes the Swift files that chapters become.
///
///     tangle --cells results|presentation --root FOLDER --output FOLDER [--book FILE] [--import MODULE]...
///            CHAPTER.md... SOURCE.swift...
///     tangle --index --root FOLDER --output FILE [--book FILE] [--import MODULE]... [--swiftc PATH]
///            [--module NAME [--depends NAME]... [--source FILE]...]... CHAPTER.md... SOURCE.swift...
///     tangle --program --root FOLDER --output FILE CHAPTER.md...
///     tangle --messages LOG --root FOLDER [--book FILE] CHAPTER.md...
///
/// Exit codes: 0 written, or unchanged; 1 a chapter has errors or a file cannot be read or written; 2 usage.
@main
enum Tangle {
  static func main() {
    do throws(TangleError) {
      let arguments = try TangleArguments(Array(CommandLine.arguments.dropFirst()))
      exit(try run(arguments) ? 0 : 1)
    } catch {
      FileHandle.standardError.write(Data("tangle: error: \(error.text)\n".utf8))
      exit(error.exitCode)
    }
  }

  /// - Returns: whether there are no errors. Those of the book's description are the index's.
  private static func run(_ arguments: TangleArguments) throws(TangleError) -> Bool {
    if case .program(let file) = arguments.output {
      try write(
        TangledProgram.text(
          chapters: arguments.chapters.map { Chapter(text: "", path: $0).name }), to: file)
      return true
    }
    let book = try arguments.book.map { path throws(TangleError) in
      ChapterSource(path: relative(path, to: arguments.root), text: try text(of: path))
    }
    let (declarations, mistakes) =
      book.map { BookDeclarations.read($0, modules: arguments.modules) }
      ?? (BookDeclarations(modules: arguments.modules), [])
    let chapters = try arguments.chapters.map { path throws(TangleError) in
      Chapter(text: try text(of: path), path: relative(path, to: arguments.root))
    }
    let sources = try arguments.sources.map { path throws(TangleError) in
      ChapterSource(path: relative(path, to: arguments.root), text: try text(of: path))
    }
    let (plan, diagnostics) = BookPlan.make(
      chapters: chapters, sources: sources, declarations: declarations)
    switch arguments.output {
    case .cells(let part, let folder):
      let texts = (chapters.map { ($0.path, $0.text) } + sources.map { ($0.path, $0.text) })
      guard report(diagnostics, in: Dictionary(texts, uniquingKeysWith: { first, _ in first })) else {
        return false
      }
      for chapter in plan.chapters {
        let tangled = TangledChapter(chapter.name, of: plan, digest: { SHA256.hex($0) })
        for file in tangled.files(of: part) { try write(file.text, to: folder + "/" + file.name) }
      }
      guard part == .presentation else { return true }
      for source in sources {
        let file = TangledChapter.copy(of: source)
        try write(file.text, to: folder + "/" + file.name)
      }
    case .index(let file, let modules, let swiftc):
      guard report(mistakes, in: book.map { [$0.path: $0.text] } ?? [:]) else { return false }
      let compiler = swiftc.flatMap(CompilerVersion.init(ofCompilerAt:))
      let index = TangledIndex(
        of: plan, modules: try described(modules, root: arguments.root), compiler: compiler?.text,
        declarations: declarations)
      try write(index.text, to: file)
    case .messages(let log):
      let output = try text(of: log).replacing(arguments.root + "/chapters/", with: "chapters/")
      let found = CompilerMessages(of: plan, declarations: declarations).diagnostics(in: output)
      let texts = Dictionary(chapters.map { ($0.path, $0.text) }, uniquingKeysWith: { first, _ in first })
      FileHandle.standardOutput.write(Data(DiagnosticRenderer(sources: texts).text(of: found).utf8))
    case .program: break
    }
    return true
  }

  /// - Returns: whether none of them is an error.
  private static func report(_ diagnostics: [Diagnostic], in sources: [String: String]) -> Bool {
    FileHandle.standardError.write(Data(DiagnosticRenderer(sources: sources).text(of: diagnostics).utf8))
    return !diagnostics.contains { $0.severity == .error }
  }

  private static func described(
    _ modules: [ModuleSources], root: String
  ) throws(TangleError) -> [TangledIndex.Module] {
    let names = Set(modules.map(\.name))
    return try modules.map { module throws(TangleError) in
      let digests = try SourceDigests(module, modules: names)
      return TangledIndex.Module(
        name: module.name, dependencies: module.dependencies.filter(names.contains),
        sources: module.sources.map { (relative($0, to: root, module.name), digests.digest(of: $0)) })
    }
  }

  static func text(of path: String) throws(TangleError) -> String {
    guard let data = FileManager.default.contents(atPath: path) else { throw .unreadable(path) }
    return String(decoding: data, as: UTF8.self)
  }

  /// Writes only what changed, so that nothing is compiled again for the same text.
  private static func write(_ text: String, to path: String) throws(TangleError) {
    let data = Data(text.utf8)
    guard FileManager.default.contents(atPath: path) != data else { return }
    do {
      try data.write(to: URL(filePath: path), options: .atomic)
    } catch {
      throw .unwritable(path)
    }
  }

  /// - Parameter module: of another package, the path begins there.
  private static func relative(_ path: String, to root: String, _ module: String = "") -> String {
    let folder = root.hasSuffix("/") ? root : root + "/"
    if path.hasPrefix(folder) { return String(path.dropFirst(folder.count)) }
    guard !module.isEmpty, let range = path.ranges(of: "/\(module)/").last else { return path }
    return String(path[range.lowerBound...].dropFirst())
  }
}
