import ExecutableBook
import Foundation
import Testing

@Suite final class ServedFilesTests {
  let folder = FileManager.default.temporaryDirectory.appending(path: "site-\(UUID().uuidString)")
  var files: ServedFiles { ServedFiles(root: folder.appending(path: "output")) }

  init() throws {
    let manager = FileManager.default
    try manager.createDirectory(
      at: folder.appending(path: "output/assets"), withIntermediateDirectories: true)
    for name in [
      "output/index.html", "output/assets/book.css", "output/.hidden", "secret.txt", "output/a b.csv",
    ] {
      try Data(name.utf8).write(to: folder.appending(path: name))
    }
    for (link, target) in [("link.txt", "../secret.txt"), ("loop", "."), ("up", "..")] {
      try manager.createSymbolicLink(
        atPath: folder.appending(path: "output/\(link)").path, withDestinationPath: target)
    }
  }

  deinit { try? FileManager.default.removeItem(at: folder) }

  @Test(arguments: [
    ("/", "index.html"), ("/index.html", "index.html"), ("//index.html", "index.html"),
    ("/assets/book.css", "assets/book.css"), ("/a%20b.csv", "a b.csv"),
  ])
  func found(path: String, name: String) {
    #expect(files.file(at: path)?.path == folder.appending(path: "output/\(name)").path)
  }

  @Test(arguments: [
    "", "index.html", "/missing", "/assets", "/../secret.txt", "/%2e%2e/secret.txt", "/..%2fsecret.txt",
    "/assets/../../secret.txt", "/assets/../index.html", "/./index.html", "/link.txt", "/loop/index.html",
    "/up/secret.txt", "/.hidden", "/index.html/", "/index.html%00.png", "/a\\b", "/%", "/%c3%28",
    "/index.html/x",
  ])
  func refused(path: String) {
    // A trailing slash after a file name names the same file: nothing else is let through.
    let isSlashed = path == "/index.html/"
    #expect((files.file(at: path) == nil) != isSlashed)
  }

  @Test(arguments: [
    ("a.html", "text/html; charset=utf-8"), ("a.CSS", "text/css; charset=utf-8"),
    ("a.js", "text/javascript; charset=utf-8"), ("a.png", "image/png"), ("a.csv", "text/csv; charset=utf-8"),
    ("a.woff2", "font/woff2"), ("a.json", "application/json"), ("a.svg", "image/svg+xml"),
    ("a", "application/octet-stream"), ("a.sh", "application/octet-stream"),
  ])
  func mediaTypes(name: String, type: String) {
    #expect(ServedFiles.mediaType(of: URL(fileURLWithPath: "/x/\(name)")) == type)
  }
}
