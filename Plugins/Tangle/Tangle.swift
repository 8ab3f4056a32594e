import Foundation
import PackagePlugin

/// Turns the chapters of a target into Swift files before it is compiled: in the target of the chapters the cells that
/// compute, in the program those that show.
@main
struct Tangle: BuildToolPlugin {
  func createBuildCommands(context: PluginContext, target: Target) throws -> [Command] {
    guard let target = target as? SourceModuleTarget else { return [] }
    let tool = try context.tool(named: "tangle").url
    if target.kind == .executable { return programCommands(for: target, tool: tool, context: context) }
    let book = book(of: target)
    return [
      cellsCommand("results", of: book, tool: tool, context: context),
      indexCommand(for: target, book: book, tool: tool, context: context),
    ]
  }

  private struct Book {
    var chapters: [URL]
    /// The Swift files beside them. Compiled with the cells, so they count like setup cells.
    var sources: [URL]
    /// The file that describes the book; none where that lies elsewhere.
    var description: [URL]
    /// What the chapters' target depends on.
    var modules: [String]

    var arguments: [String] {
      description.flatMap { ["--book", $0.path] } + modules.flatMap { ["--import", $0] }
        + (chapters + sources).map(\.path)
    }
    var inputs: [URL] { chapters + sources + description }
  }

  private func book(of target: SourceModuleTarget) -> Book {
    let folder = target.directoryURL
    let chapters = target.sourceFiles(withSuffix: ".md").map(\.url)
      .filter { $0.deletingLastPathComponent().path == folder.path }
      .sorted { $0.lastPathComponent < $1.lastPathComponent }
    let sources = target.sourceFiles.filter { $0.type == .source && $0.url.pathExtension == "swift" }
      .map(\.url).filter { $0.path.hasPrefix(folder.path + "/") }.sorted { $0.path < $1.path }
    let description = folder.appending(path: "Book.swift")
    let hasDescription = FileManager.default.fileExists(atPath: description.path)
    return Book(
      chapters: chapters, sources: sources,
      description: hasDescription ? [description] : [], modules: dependencies(of: target))
  }

  private func programCommands(for target: SourceModuleTarget, tool: URL, context: PluginContext) -> [Command]
  {
    let chapters = target.recursiveTargetDependencies.first {
      $0.directoryURL.standardizedFileURL == target.directoryURL.standardizedFileURL
    }
    guard let chapters = chapters as? SourceModuleTarget else { return [] }
    let book = book(of: chapters)
    let file = context.pluginWorkDirectoryURL.appending(path: "program.swift")
    let program = Command.buildCommand(
      displayName: "Tangling the book's program", executable: tool,
      arguments: [
        "--program", "--root", context.package.directoryURL.path, "--output", file.path,
      ] + book.chapters.map(\.path), inputFiles: book.chapters, outputFiles: [file])
    return [cellsCommand("presentation", of: book, tool: tool, context: context), program]
  }

  /// One command for all chapters: the types of results cross them, so that each is read for every other.
  private func cellsCommand(_ part: String, of book: Book, tool: URL, context: PluginContext) -> Command {
    let folder = context.pluginWorkDirectoryURL
    var names = book.chapters.flatMap { chapter in
      ["setup", part].map { chapter.deletingPathExtension().lastPathComponent + ".\($0).swift" }
    }
    // The target of the chapters has them itself.
    if part == "presentation" {
      names += book.sources.map { $0.deletingPathExtension().lastPathComponent + ".beside.swift" }
    }
    return .buildCommand(
      displayName: "Tangling the chapters' \(part)", executable: tool,
      arguments: ["--cells", part, "--root", context.package.directoryURL.path, "--output", folder.path]
        + book.arguments, inputFiles: book.inputs, outputFiles: names.map { folder.appending(path: $0) })
  }

  /// The index also holds the digests of every file of the modules that the chapters may call.
  private func indexCommand(
    for target: SourceModuleTarget, book: Book, tool: URL, context: PluginContext
  ) -> Command {
    let file = context.pluginWorkDirectoryURL.appending(path: "index.swift")
    var arguments = ["--index", "--root", context.package.directoryURL.path, "--output", file.path]
    if let swiftc = try? context.tool(named: "swiftc").url { arguments += ["--swiftc", swiftc.path] }
    var inputs = book.inputs
    for module in target.recursiveTargetDependencies.sorted(by: { $0.name < $1.name }) {
      let sources = files(of: module)
      arguments += ["--module", module.name]
      for name in dependencies(of: module) { arguments += ["--depends", name] }
      for source in sources { arguments += ["--source", source.path] }
      inputs += sources
    }
    return .buildCommand(
      displayName: "Tangling the index of chapters", executable: tool,
      arguments: arguments + book.arguments, inputFiles: inputs, outputFiles: [file])
  }

  private func dependencies(of target: Target) -> [String] {
    target.dependencies.flatMap { dependency -> [String] in
      switch dependency {
      case .target(let target): [target.name]
      case .product(let product): product.targets.map(\.name)
      @unknown default: []
      }
    }.sorted()
  }

  /// Everything in the target's folder but documentation, since a source may include a file of any name.
  private func files(of target: Target) -> [URL] {
    let keys: Set<URLResourceKey> = [.isRegularFileKey]
    let files = FileManager.default.enumerator(
      at: target.directoryURL, includingPropertiesForKeys: Array(keys), options: [.skipsHiddenFiles])
    return (files?.compactMap { $0 as? URL } ?? []).filter { file in
      !file.path.contains(".docc/") && file.pathExtension != "md"
        && (try? file.resourceValues(forKeys: keys))?.isRegularFile == true
    }.sorted { $0.path < $1.path }
  }
}
