import Foundation

/// The files of the site, found by the paths of requests.
///
/// A path is taken apart before it is decoded, and each component is looked up by itself: no component
/// can leave the folder, and none may be a symbolic link, hidden, `.` or `..`.
package struct ServedFiles: Sendable {
  package var root: URL

  package init(root: URL) { self.root = root }

  /// The regular file at `path`, such as `/chapters/02-solvers.html`; folders stand for their
  /// `index.html`. Nil for everything else.
  /// - Parameter path: as in the request, with percent signs.
  package func file(at path: String) -> URL? {
    guard path.hasPrefix("/") else { return nil }
    var components: [String] = []
    for part in path.split(separator: "/", omittingEmptySubsequences: true) {
      guard let name = String(part).removingPercentEncoding, Self.isPlain(name) else { return nil }
      components.append(name)
    }
    var url = root
    for name in components {
      guard Self.kind(of: url) == S_IFDIR else { return nil }
      url = url.appending(path: name)
    }
    if Self.kind(of: url) == S_IFDIR { url = url.appending(path: "index.html") }
    return Self.kind(of: url) == S_IFREG ? url : nil
  }

  private static func isPlain(_ name: String) -> Bool {
    !name.isEmpty && !name.hasPrefix(".") && !name.contains { "/\\\0".contains($0) }
  }

  /// The type of the file itself: a symbolic link is not followed.
  private static func kind(of url: URL) -> mode_t? {
    var status = stat()
    return lstat(url.path, &status) == 0 ? status.st_mode & S_IFMT : nil
  }

  /// The value for `Content-Type`.
  package static func mediaType(of url: URL) -> String {
    switch url.pathExtension.lowercased() {
    case "html": "text/html; charset=utf-8"
    case "css": "text/css; charset=utf-8"
    case "js": "text/javascript; charset=utf-8"
    case "json": "application/json"
    case "csv": "text/csv; charset=utf-8"
    case "txt": "text/plain; charset=utf-8"
    case "png": "image/png"
    case "svg": "image/svg+xml"
    case "ico": "image/x-icon"
    case "woff2": "font/woff2"
    case "woff": "font/woff"
    case "ttf": "font/ttf"
    case "pdf": "application/pdf"
    default: "application/octet-stream"
    }
  }
}
