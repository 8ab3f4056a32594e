import Foundation
import Support

/// The files of a site, and how they take the place of the site that is there.
///
/// The new site is written to a folder beside the old one; then the folders change their names. So a reader
/// sees the old site or the new one, and a failure leaves the old one.
package struct SiteFiles {
  package init() {}

  /// Paths below the site's folder, such as `figures/fig-volumes.png`.
  package private(set) var contents: [String: Data] = [:]

  package mutating func add(_ path: String, _ data: Data) throws(SiteError) {
    let components = path.split(separator: "/", omittingEmptySubsequences: false)
    guard !components.isEmpty, components.allSatisfy({ !$0.isEmpty && $0 != "." && $0 != ".." }) else {
      throw .unsafePath(path)
    }
    contents[path] = data
  }

  package mutating func add(_ path: String, _ text: String) throws(SiteError) {
    try add(path, Data(text.utf8))
  }

  /// The file name of a figure: its id, in which everything but letters, digits, `-`, `_` and `.` becomes `-`.
  package static func figureName(of id: String) -> String {
    let safe = id.unicodeScalars.map { scalar -> Character in
      let isSafe =
        ("a"..."z").contains(scalar) || ("A"..."Z").contains(scalar) || ("0"..."9").contains(scalar)
        || "-_.".unicodeScalars.contains(scalar)
      return isSafe ? Character(scalar) : "-"
    }
    return String(safe).hasPrefix(".") ? "-" + String(safe) : String(safe)
  }

  /// Makes `output` hold these files and no others; where it does, it stays the folder that it is.
  package func replace(_ output: URL) throws(SiteError) {
    do { try swap(output) } catch let error as SiteError { throw error } catch {
      throw .cannotWrite(path: output.path, reason: error.systemReason)
    }
  }

  private func swap(_ output: URL) throws {
    let files = FileManager.default
    let name = output.lastPathComponent
    let parent = output.deletingLastPathComponent()
    let staging = parent.appending(path: ".\(name)-next", directoryHint: .isDirectory)
    let previous = parent.appending(path: ".\(name)-previous", directoryHint: .isDirectory)
    if isLink(output) { throw SiteError.isSymbolicLink(output.path) }
    if files.fileExists(atPath: previous.path) {
      // An earlier swap was interrupted between its two renames, or before its clean-up.
      if files.fileExists(atPath: output.path) {
        try files.removeItem(at: previous)
      } else {
        try files.moveItem(at: previous, to: output)
      }
    }
    if files.fileExists(atPath: staging.path) { try files.removeItem(at: staging) }
    let unchanged = try unchangedFiles(in: output)
    if unchanged.count == contents.count, existingFiles(in: output) == Set(contents.keys) { return }
    try write(to: staging, linking: unchanged, from: output)
    let hadSite = files.fileExists(atPath: output.path)
    if hadSite { try files.moveItem(at: output, to: previous) }
    do { try files.moveItem(at: staging, to: output) } catch {
      if hadSite { try? files.moveItem(at: previous, to: output) }
      throw error
    }
    if hadSite { try? files.removeItem(at: previous) }
  }

  private func write(to staging: URL, linking unchanged: Set<String>, from output: URL) throws {
    let files = FileManager.default
    try files.createDirectory(at: staging, withIntermediateDirectories: true)
    let folders = Set(
      contents.keys.compactMap { path in
        path.lastIndex(of: "/").map { String(path[..<$0]) }
      })
    for folder in folders.sorted() {
      try files.createDirectory(at: staging.appending(path: folder), withIntermediateDirectories: true)
    }
    for (path, data) in contents {
      let destination = staging.appending(path: path)
      if unchanged.contains(path),
        (try? files.linkItem(at: output.appending(path: path), to: destination)) != nil
      {
        continue
      }
      try data.write(to: destination)
    }
  }

  private func unchangedFiles(in output: URL) throws -> Set<String> {
    var unchanged: Set<String> = []
    for (path, data) in contents {
      let file = output.appending(path: path)
      if isLink(file) { continue }
      if let old = try? Data(contentsOf: file, options: .mappedIfSafe), old == data { unchanged.insert(path) }
    }
    return unchanged
  }

  private func existingFiles(in output: URL) -> Set<String> {
    let paths = FileManager.default.enumerator(atPath: output.path)?.compactMap { $0 as? String } ?? []
    return Set(paths.filter { FileStamp(output.path + "/" + $0, followsLinks: false)?.isFolder != true })
  }

  private func isLink(_ file: URL) -> Bool { FileStamp(file.path, followsLinks: false)?.isLink == true }
}

/// Why the site could not be made. The site that was there is as it was.
package enum SiteError: Error, Equatable, Sendable {
  /// What is wrong in the chapters, all of it.
  case chapters([Diagnostic])
  case tool(ToolError)
  case unsafePath(String)
  case isSymbolicLink(String)
  case cannotWrite(path: String, reason: String)
  case unreadable(path: String)
  /// Links of the new site that lead nowhere, all of them.
  case brokenLinks([BrokenLink])
}

extension SiteError: CustomStringConvertible {
  package var description: String {
    switch self {
    case .chapters(let diagnostics):
      diagnostics.map { "\($0.location.file):\($0.location.line):\($0.location.column): \($0.message)" }
        .joined(separator: "\n")
    case .tool(let error): error.description
    case .unsafePath(let path): "`\(path)` is no path inside the site"
    case .isSymbolicLink(let path): "`\(path)` is a symbolic link; the site is never written through one"
    case .cannotWrite(let path, let reason): "the site in `\(path)` cannot be replaced: \(reason)"
    case .unreadable(let path): "`\(path)` cannot be read"
    case .brokenLinks(let links):
      (["the new site has links that lead nowhere; the former site is left as it was"]
        + links.map { "  \($0)" }).joined(separator: "\n")
    }
  }
}
