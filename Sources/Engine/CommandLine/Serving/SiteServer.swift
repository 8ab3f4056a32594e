import Foundation
import Support
import Synchronization

/// Answers requests for the site's files, on this machine only.
///
/// Each connection is one request and has a thread and deadlines of its own, so that none can keep another waiting; see
/// `docs/decisions/serving.md`.
package struct SiteServer: Sendable {
  package var files: ServedFiles
  /// 0 for any that is free.
  package var port: UInt16
  package var limits: ConnectionLimits
  /// What open pages are to know; see ``LiveState``.
  package var state: @Sendable () -> LiveState

  package init(
    files: ServedFiles, port: UInt16, limits: ConnectionLimits = ConnectionLimits(),
    state: @escaping @Sendable () -> LiveState
  ) {
    (self.files, self.port, self.limits, self.state) = (files, port, limits, state)
  }

  /// Serves until the task is cancelled.
  /// - Parameter whenListening: gets the port.
  /// - Throws: ``ServerError``.
  package func run(whenListening: @Sendable @escaping (UInt16) -> Void) async throws {
    let listener = try Listener(port: port)
    var server = self
    server.port = listener.port
    whenListening(listener.port)
    let isStopped = Latch()
    await withTaskCancellationHandler {
      await withCheckedContinuation { [server] ended in
        let accepts: Void? = try? SystemThread.start("connections") {
          server.accept(from: listener, until: isStopped)
          ended.resume()
        }
        if accepts == nil { ended.resume() }
      }
    } onCancel: {
      isStopped.set()
    }
  }

  private func accept(from listener: Listener, until isStopped: Latch) {
    let open = Count()
    while !isStopped.isSet {
      guard let descriptor = listener.next(within: 200) else { continue }
      let connection = Connection(descriptor: descriptor, limits: limits)
      let isTooMany = open.add(1) > limits.connections
      let serves: Void? = try? SystemThread.start("connection") {
        if isTooMany { connection.refuse() } else { connection.serve(answer) }
        open.add(-1)
      }
      if serves == nil {
        connection.refuse()
        open.add(-1)
      }
    }
  }

  package func answer(_ request: Request) -> Response {
    guard request.method == "GET" || request.method == "HEAD" else {
      return Response(status: .methodNotAllowed)
    }
    // A page elsewhere whose name was made to point here must not read the book's files.
    guard isOurs(request.host) else { return Response(status: .forbidden) }
    var response = content(request.path)
    response.isHead = request.method == "HEAD"
    return response
  }

  private func isOurs(_ host: String?) -> Bool {
    guard let host else { return false }
    // Without a port it is that of the protocol.
    let names = ["127.0.0.1", "localhost"]
    return names.contains { host == "\($0):\(port)" || (port == 80 && host == $0) }
  }

  private func content(_ path: String) -> Response {
    switch path {
    case LiveReload.scriptPath: return Self.script(LiveReload.script)
    case LiveReload.statePath: return Self.script(LiveReload.stateScript(state()))
    case LiveReload.stylePath:
      return Response(status: .ok, type: "text/css; charset=utf-8", body: Data(LiveReload.style.utf8))
    default: break
    }
    guard let file = files.file(at: path), let body = try? Data(contentsOf: file) else {
      // A page that waits for the one that is not there yet.
      return Response(status: .notFound, type: Self.html, body: LiveReload.added(to: LiveReload.missingPage))
    }
    let type = ServedFiles.mediaType(of: file)
    return Response(
      status: .ok, type: type, body: type == Self.html ? LiveReload.added(to: body) : body)
  }

  private static let html = "text/html; charset=utf-8"

  private static func script(_ text: String) -> Response {
    Response(status: .ok, type: "text/javascript; charset=utf-8", body: Data(text.utf8))
  }

  /// Scripts, styles, images and fonts of the site alone. Formulas are laid out by style attributes.
  package static let policy = [
    "default-src 'none'", "script-src 'self'", "style-src 'self'", "style-src-attr 'unsafe-inline'",
    "img-src 'self' data:", "font-src 'self'", "connect-src 'self'", "base-uri 'none'",
    "form-action 'none'", "frame-ancestors 'none'",
  ].joined(separator: "; ")
}

private final class Count: Sendable {
  private let value = Mutex(0)

  @discardableResult func add(_ number: Int) -> Int {
    value.withLock { value in
      value += number
      return value
    }
  }
}
