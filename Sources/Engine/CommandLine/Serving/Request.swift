import Foundation

/// What a browser asks for: the first lines of a request, as far as the server reads them.
package struct Request: Equatable, Sendable {
  package var method: String
  /// With percent signs, without what stands behind a question mark.
  package var path: String
  package var host: String?

  package init(method: String = "GET", path: String, host: String?) {
    (self.method, self.path, self.host) = (method, path, host)
  }

  /// Nil where it is no request of HTTP/1.
  /// - Parameter head: all before the empty line.
  package init?(head: some Collection<UInt8>) {
    guard let text = String(validating: head, as: UTF8.self) else { return nil }
    let lines = text.split(whereSeparator: \.isNewline)
    let words = (lines.first ?? "").split(separator: " ", omittingEmptySubsequences: false)
    guard words.count == 3, words[2].hasPrefix("HTTP/1."), words[1].hasPrefix("/"), !words[0].isEmpty
    else { return nil }
    method = String(words[0])
    path = String(words[1].prefix { $0 != "?" && $0 != "#" })
    let hosts = lines.dropFirst().compactMap { line -> String? in
      guard let colon = line.firstIndex(of: ":"), line[..<colon].lowercased() == "host" else { return nil }
      return line[line.index(after: colon)...].trimmingCharacters(in: .whitespaces)
    }
    // Two hosts are a trick, whichever of them is meant.
    guard hosts.count <= 1 else { return nil }
    host = hosts.first
  }
}

/// What the server answers.
package struct Response: Equatable, Sendable {
  package enum Status: Int, Sendable {
    case ok = 200
    case malformed = 400
    case forbidden = 403
    case notFound = 404
    case methodNotAllowed = 405
    case tooLarge = 431
    case unavailable = 503

    var words: String {
      switch self {
      case .ok: "OK"
      case .malformed: "Bad Request"
      case .forbidden: "Forbidden"
      case .notFound: "Not Found"
      case .methodNotAllowed: "Method Not Allowed"
      case .tooLarge: "Request Header Fields Too Large"
      case .unavailable: "Service Unavailable"
      }
    }
  }

  package var status: Status
  package var type = "text/plain; charset=utf-8"
  package var body = Data()
  /// Whether the body is only counted, not sent.
  package var isHead = false

  package var bytes: Data {
    let lines = [
      "HTTP/1.1 \(status.rawValue) \(status.words)", "Connection: close", "Content-Type: \(type)",
      "Content-Length: \(body.count)", "Cache-Control: no-cache",
      "Content-Security-Policy: \(SiteServer.policy)",
      "X-Content-Type-Options: nosniff", "Referrer-Policy: no-referrer",
      "Cross-Origin-Resource-Policy: same-origin",
    ]
    let allow = status == .methodNotAllowed ? ["Allow: GET, HEAD"] : []
    return Data(((lines + allow).joined(separator: "\r\n") + "\r\n\r\n").utf8) + (isHead ? Data() : body)
  }
}
