import FlyingFox
import FlyingSocks
import Foundation

/// Answers requests for the site's files, on this machine only.
package struct SiteServer: Sendable {
  package var files: SiteFiles
  package var port: UInt16
  /// Changes whenever the site does; browsers then load the page again.
  package var version: @Sendable () -> String

  package init(files: SiteFiles, port: UInt16, version: @escaping @Sendable () -> String) {
    self.files = files
    self.port = port
    self.version = version
  }

  /// Serves until the task is cancelled.
  /// - Throws: ``ServerError``.
  package func run(whenListening: @Sendable @escaping () -> Void) async throws {
    let server = HTTPServer(
      address: try .inet(ip4: "127.0.0.1", port: port), logger: .disabled,
      handler: ClosureHTTPHandler { answer($0) })
    do {
      try await withThrowingTaskGroup(of: Void.self) { group in
        group.addTask { try await server.run() }
        group.addTask {
          try await server.waitUntilListening()
          whenListening()
        }
        try await group.waitForAll()
      }
    } catch let error as SocketError {
      if case .failed(_, EADDRINUSE, _) = error { throw ServerError.portInUse(port: port) }
      throw error
    }
  }

  package func answer(_ request: HTTPRequest) -> HTTPResponse {
    guard request.method == .GET || request.method == .HEAD else {
      return response(.methodNotAllowed, "text/plain", Data(), [HTTPHeader("Allow"): "GET, HEAD"])
    }
    // A page elsewhere whose name was made to point here must not read the book's files.
    guard isOurs(request.headers[.host]) else { return response(.forbidden, "text/plain", Data()) }
    let isHead = request.method == .HEAD
    guard let (type, body) = content(request.target.path()) else {
      return response(.notFound, "text/plain; charset=utf-8", isHead ? Data() : Data("not found\n".utf8))
    }
    return response(.ok, type, isHead ? Data() : body, [.contentLength: "\(body.count)"])
  }

  private func isOurs(_ host: String?) -> Bool {
    ["127.0.0.1:\(port)", "localhost:\(port)"].contains(host)
  }

  private func content(_ path: String) -> (type: String, body: Data)? {
    switch path {
    case LiveReload.scriptPath: return ("text/javascript; charset=utf-8", Data(LiveReload.script.utf8))
    case LiveReload.versionPath:
      return ("text/javascript; charset=utf-8", Data(LiveReload.versionScript(version()).utf8))
    default: break
    }
    guard let file = files.file(at: path), let body = try? Data(contentsOf: file) else { return nil }
    let type = SiteFiles.mediaType(of: file)
    return (type, type.hasPrefix("text/html") ? LiveReload.added(to: body) : body)
  }

  private func response(
    _ status: HTTPStatusCode, _ type: String, _ body: Data, _ more: [HTTPHeader: String] = [:]
  ) -> HTTPResponse {
    var headers = HTTPHeaders()
    headers[.contentType] = type
    headers[.cacheControl] = "no-cache"
    headers[HTTPHeader("Content-Security-Policy")] = Self.policy
    headers[HTTPHeader("X-Content-Type-Options")] = "nosniff"
    headers[HTTPHeader("Referrer-Policy")] = "no-referrer"
    headers[HTTPHeader("Cross-Origin-Resource-Policy")] = "same-origin"
    for (header, value) in more { headers[header] = value }
    return HTTPResponse(statusCode: status, headers: headers, body: body)
  }

  /// Scripts, styles, images and fonts of the site alone. Formulas are laid out by style attributes.
  package static let policy = [
    "default-src 'none'", "script-src 'self'", "style-src 'self'", "style-src-attr 'unsafe-inline'",
    "img-src 'self' data:", "font-src 'self'", "connect-src 'self'", "base-uri 'none'",
    "form-action 'none'", "frame-ancestors 'none'",
  ].joined(separator: "; ")
}
