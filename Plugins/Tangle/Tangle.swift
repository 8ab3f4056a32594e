import Foundation
import PackagePlugin

/// Turns the chapters of a target into Swift files before it is compiled, and gives the program of the book its entry
/// point.
@main
struct Tangle: BuildToolPlugin {
  func createBuildCommands(context: PluginContext, target: Target) throws -> [Command] {
    guard let target = target as? SourceModuleTarget else { return [] }
    let chapters = target.sourceFiles(withSuffix: ".md").map(\.url)
      .filter { $0.deletingLastPathComponent().path == target.directoryURL.path }
      .sorted { $0.lastPathComponent < $1.lastPathComponent }
    if target.kind == .executable {
      return [try programCommand(for: target, context: context)]
    }
    // Compiled with the cells, so they count like setup cells.
    let sources = target.sourceFiles.filter { $0.type == .source && $0.url.pathExtension == "swift" }.map(
      \.url
    )
    .filter { $0.path.hasPrefix(target.directoryURL.path + "/") }.sorted { $0.path < $1.path }
    let description = target.directoryURL.appending(path: "Book.swift")
    let hasDescription = FileManager.default.fileExists(atPath: description.path)
    let book = Book(
      chapters: chapters, files: chapters + sources, description: hasDescription ? [description] : [],
      modules: dependencies(of: target))
    let tool = try context.tool(named: "tangle").url
    let commands = chapters.map { command(for: $0, of: book, tool: tool, context: context) }
    return commands + [indexCommand(for: target, book: book, tool: tool, context: context)]
  }

  private struct Book {
    var chapters: [URL]
    /// The chapters, then the Swift files beside them.
    var files: [URL]
    /// The file that describes the book; none where that lies elsewhere.
    var description: [URL]
    /// What the chapters' target depends on.
    var modules: [String]

    var arguments: [String] {
      description.flatMap { ["--book", $0.path] } + modules.flatMap { ["--import", $0] } + files.map(\.path)
    }
    var inputs: [URL] { files + description }
  }

  /// The files of the chapters are inputs, so that the package manager knows whose they are.
  private func programCommand(for target: SourceModuleTarget, context: PluginContext) throws -> Command {
    let file = context.pluginWorkDirectoryURL.appending(path: "program.swift")
    let module = target.recursiveTargetDependencies.first {
      $0.directoryURL.standardizedFileURL == target.directoryURL.standardizedFileURL
    }
    return .buildCommand(
      displayName: "Tangling the book's program", executable: try context.tool(named: "tangle").url,
      arguments: [
        "--program", module?.name ?? "Chapters", "--root", context.package.directoryURL.path, "--output",
        file.path,
      ], inputFiles: target.sourceFiles.map(\.url).filter { $0.lastPathComponent != "Book.swift" },
      outputFiles: [file])
  }

  /// The types of results cross chapters, so each command reads them all.
  private func command(for chapter: URL, of book: Book, tool: URL, context: PluginContext) -> Command {
    let name = chapter.deletingPathExtension().lastPathComponent
    let folder = context.pluginWorkDirectoryURL
    let files = ["setup", "results", "presentation"].map { folder.appending(path: "\(name).\($0).swift") }
    return .buildCommand(
      displayName: "Tangling \(chapter.lastPathComponent)", executable: tool,
      arguments: [
        "--chapter", name, "--root", context.package.directoryURL.path, "--output", folder.path,
      ] + book.arguments, inputFiles: book.inputs, outputFiles: files)
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
