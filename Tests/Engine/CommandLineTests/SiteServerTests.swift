import ExecutableBook
import Foundation
import Testing

/// The server as a client on the wire sees it.
@Suite(.serialized) struct SiteServerTests {
  static let port: UInt16 = 18_437

  /// curl's standard output: headers and body. It waits on a thread of its own: the few that Swift's tasks share may be
  /// all taken by other tests, and the server needs one.
  private func curl(_ arguments: [String], _ path: String) async throws -> String {
    try await withCheckedThrowingContinuation { answer in
      Thread.detachNewThread { answer.resume(with: Result { try Self.curlOutput(arguments, path) }) }
    }
  }

  private static func curlOutput(_ arguments: [String], _ path: String) throws -> String {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments =
      ["curl", "--silent", "--include", "--path-as-is", "--max-time", "120", "--noproxy", "*"] + arguments
      + ["http://127.0.0.1:\(port)\(path)"]
    let output = Pipe()
    process.standardOutput = output
    try process.run()
    let data = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return String(decoding: data, as: UTF8.self)
  }

  @Test func answers() async throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "served-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: folder) }
    let root = folder.appending(path: "output")
    try FileManager.default.createDirectory(at: root, withIntermediateDirectories: true)
    try Data("<p>book</p>".utf8).write(to: root.appending(path: "index.html"))
    try Data("secret".utf8).write(to: folder.appending(path: "secret.txt"))
    let server = SiteServer(files: SiteFiles(root: root), port: Self.port) { "version-1" }
    let (listening, started) = AsyncStream.makeStream(of: Void.self)
    let running = Task { try await server.run { started.yield() } }
    for await _ in listening { break }
    defer { running.cancel() }

    let page = try await curl([], "/")
    #expect(page.hasPrefix("HTTP/1.1 200") && page.contains("<p>book</p>"))
    #expect(page.contains("Content-Security-Policy: \(SiteServer.policy)"))
    #expect(page.contains("X-Content-Type-Options: nosniff"))
    #expect(page.contains("Content-Type: text/html; charset=utf-8"))
    let head = try await curl(["--head"], "/")
    #expect(head.hasPrefix("HTTP/1.1 200") && !head.contains("<p>book</p>"))
    #expect(try await curl([], "/../secret.txt").hasPrefix("HTTP/1.1 404"))
    #expect(try await curl([], "/%2e%2e/secret.txt").hasPrefix("HTTP/1.1 404"))
    #expect(try await curl(["--data", "x=1"], "/").hasPrefix("HTTP/1.1 405"))
    #expect(try await curl(["--header", "Host: evil.example"], "/").hasPrefix("HTTP/1.1 403"))
    #expect(try await curl([], "/-version.js").contains("siteVersion(\"version-1\");"))
    await #expect(throws: ServerError.portInUse(port: Self.port)) { try await server.run {} }
  }
}
