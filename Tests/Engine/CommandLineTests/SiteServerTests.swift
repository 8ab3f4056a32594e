import ExecutableBook
import Foundation
import Testing

/// The server as a client on the wire sees it.
@Suite struct SiteServerTests {
  /// curl's standard output: headers and body. It waits on a thread of its own: the few that Swift's tasks share may be
  /// all taken by other tests, and the server needs one.
  private static func curl(_ arguments: [String], _ address: String) async throws -> String {
    try await withCheckedThrowingContinuation { answer in
      Thread.detachNewThread { answer.resume(with: Result { try curlOutput(arguments, address) }) }
    }
  }

  private static func curlOutput(_ arguments: [String], _ address: String) throws -> String {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments =
      ["curl", "--silent", "--include", "--path-as-is", "--max-time", "120", "--noproxy", "*"] + arguments
      + [address]
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
    var limits = ConnectionLimits()
    (limits.headTime, limits.connections) = (.seconds(1), 8)
    let server = SiteServer(files: ServedFiles(root: root), port: 0, limits: limits) {
      var state = LiveState()
      (state.version, state.mistakes) = (
        "version-1", [.init(place: "chapters/01-a.md:3:4", message: "no \"x\"")]
      )
      return state
    }
    let (listening, started) = AsyncStream.makeStream(of: UInt16.self)
    let running = Task { try await server.run { started.yield($0) } }
    defer { running.cancel() }
    let port = try #require(await listening.first { _ in true })
    func curl(_ arguments: [String], _ path: String) async throws -> String {
      try await Self.curl(arguments, "http://127.0.0.1:\(port)\(path)")
    }
    func exchange(_ text: String) async throws -> String {
      let wire = try Wire(port)
      try wire.write(text)
      return await wire.rest()
    }

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
    let state = try await curl([], "/-state.js?1")
    #expect(state.contains("liveState({") && state.contains(#""version":"version-1""#))
    #expect(state.contains(#"no \"x\""#))
    #expect(try await curl([], "/-live.js").contains("window.liveState"))
    let second = SiteServer(files: server.files, port: port, limits: limits, state: server.state)
    await #expect(throws: ServerError.portInUse(port: port)) { try await second.run { _ in } }

    // A browser that goes on for ever, one that says nothing, and one that goes away.
    let long = "X-Long: " + String(repeating: "a", count: 60_000) + "\r\n"
    #expect(try await exchange("GET / HTTP/1.1\r\n" + long).hasPrefix("HTTP/1.1 431"))
    #expect(try await exchange("nonsense\r\n\r\n").hasPrefix("HTTP/1.1 400"))
    #expect(try await exchange("GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n").hasPrefix("HTTP/1.1 400"))
    let line = "Host: 127.0.0.1:\(port)"
    #expect(try await exchange("GET /index.html?x HTTP/1.0\n\(line)\n\n").contains("<p>book</p>"))
    let body = "GET / HTTP/1.1\r\n\(line)\r\nContent-Length: 9000000\r\n\r\nbegun"
    #expect(try await exchange(body).contains("<p>book</p>"))
    for _ in 0..<20 { try Wire(port).write("GET / HT") }
    let slow = try (0..<20).map { _ in try Wire(port) }
    for wire in slow { try wire.write("GET /") }
    // The deadline of each ends it, whoever else waits; what came above the limit was refused.
    let answers = await withTaskGroup(of: String.self) { group in
      for wire in slow { group.addTask { await wire.rest() } }
      return await group.reduce(into: []) { $0.append($1) }
    }
    #expect(answers.allSatisfy { $0.isEmpty || $0.hasPrefix("HTTP/1.1 503") })
    #expect(try await curl([], "/").contains("<p>book</p>"))
  }
}
