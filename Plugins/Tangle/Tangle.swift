import Foundation
import PackagePlugin

/// Turns the chapters of a target into Swift files before it is compiled.
@main
struct Tangle: BuildToolPlugin {
  func createBuildCommands(context: PluginContext, target: Target) throws -> [Command] {
    guard let target = target as? SourceModuleTarget else { return [] }
    let chapters = target.sourceFiles(withSuffix: ".md").map(\.url)
      .filter { $0.deletingLastPathComponent().path == target.directoryURL.path }
      .sorted { $0.lastPathComponent < $1.lastPathComponent }
    let tool = try context.tool(named: "tangle").url
    let commands = chapters.map { command(for: $0, of: chapters, tool: tool, context: context) }
    return commands + [indexCommand(for: target, chapters: chapters, tool: tool, context: context)]
  }

  /// The types of results cross chapters, so each command reads them all.
  private func command(for chapter: URL, of chapters: [URL], tool: URL, context: PluginContext) -> Command {
    let name = chapter.deletingPathExtension().lastPathComponent
    let folder = context.pluginWorkDirectoryURL
    let files = ["setup", "results", "presentation"].map { folder.appending(path: "\(name).\($0).swift") }
    return .buildCommand(
      displayName: "Tangling \(chapter.lastPathComponent)", executable: tool,
      arguments: [
        "--chapter", name, "--root", context.package.directoryURL.path, "--output", folder.path,
      ] + chapters.map(\.path), inputFiles: chapters, outputFiles: files)
  }

  /// The index also holds the digests of the modules that the chapters may call.
  private func indexCommand(
    for target: SourceModuleTarget, chapters: [URL], tool: URL, context: PluginContext
  ) -> Command {
    let file = context.pluginWorkDirectoryURL.appending(path: "index.swift")
    var arguments = ["--index", "--root", context.package.directoryURL.path, "--output", file.path]
    if let swiftc = try? context.tool(named: "swiftc").url { arguments += ["--swiftc", swiftc.path] }
    var inputs = chapters
    for module in target.recursiveTargetDependencies.sorted(by: { $0.name < $1.name }) {
      let sources = sourceFiles(of: module)
      arguments += ["--module", module.name]
      for name in dependencies(of: module) { arguments += ["--depends", name] }
      for source in sources { arguments += ["--source", source.path] }
      inputs += sources
    }
    return .buildCommand(
      displayName: "Tangling the index of chapters", executable: tool,
      arguments: arguments + chapters.map(\.path), inputFiles: inputs, outputFiles: [file])
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

  /// Sources and headers; of a system library everything in its folder.
  private func sourceFiles(of target: Target) -> [URL] {
    if let module = target as? SourceModuleTarget {
      return module.sourceFiles.filter { $0.type == .source || $0.type == .header }.map(\.url)
        .sorted { $0.path < $1.path }
    }
    let files = try? FileManager.default.contentsOfDirectory(
      at: target.directoryURL, includingPropertiesForKeys: nil)
    return (files ?? []).sorted { $0.path < $1.path }
  }
}
