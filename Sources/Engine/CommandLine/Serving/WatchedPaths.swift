import Foundation

/// What a book is built from: its chapters and sources, and those of the packages on this machine that its package names by
/// a path, as the script that compiles it finds them, too.
enum WatchedPaths {
  /// Files and folders.
  static func of(_ root: URL) -> [String] {
    [root.appending(path: "chapters").path]
      + ([root] + neighbours(of: root)).flatMap { package in
        ["Sources", "Plugins", "Package.swift"].map { package.appending(path: $0).path }
      }
  }

  private static func neighbours(of root: URL) -> [URL] {
    let manifest = root.appending(path: "Package.swift")
    guard let text = try? String(contentsOf: manifest, encoding: .utf8) else { return [] }
    return text.matches(of: #/\.package\((?:name: "[^"]*", )?path: "([^"]+)"/#).map { match in
      URL(fileURLWithPath: String(match.1), isDirectory: true, relativeTo: root).standardizedFileURL
    }
  }
}
