import Foundation

/// What a connection may take.
package struct ConnectionLimits: Sendable {
  /// Of everything before the empty line, in bytes. No request of ours has a body: none is read.
  package var head = 16 << 10
  /// Until the head is whole.
  package var headTime: Duration = .seconds(10)
  /// Until the answer has left.
  package var answerTime: Duration = .seconds(30)
  /// At a time; further ones are refused.
  package var connections = 64

  package init() {}
}

/// One connection of a browser: a request, an answer, the end. Every wait has a deadline.
struct Connection {
  let descriptor: Int32
  let limits: ConnectionLimits

  private enum Head {
    case whole([UInt8])
    case tooLarge
    /// The other side went away, or took too long.
    case missing
  }

  func serve(_ answer: (Request) -> Response) {
    defer { end() }
    switch head() {
    case .missing: return
    case .tooLarge: send(Response(status: .tooLarge))
    case .whole(let head):
      send(Request(head: head).map(answer) ?? Response(status: .malformed))
    }
    drain()
  }

  func refuse() {
    send(Response(status: .unavailable))
    end()
  }

  private func head() -> Head {
    let deadline = ContinuousClock.now + limits.headTime
    var bytes: [UInt8] = []
    while true {
      guard let more = read(until: deadline), !more.isEmpty else { return .missing }
      let known = max(0, bytes.count - 3)
      bytes += more
      if let end = Self.emptyLine(in: bytes, from: known) {
        return end <= limits.head ? .whole(Array(bytes[..<end])) : .tooLarge
      }
      if bytes.count > limits.head { return .tooLarge }
    }
  }

  /// Where the head ends: behind a line end that an empty line follows. Some write line ends without a carriage return.
  private static func emptyLine(in bytes: [UInt8], from start: Int) -> Int? {
    let (lineEnd, carriageReturn) = (UInt8(ascii: "\n"), UInt8(ascii: "\r"))
    return bytes.indices.dropFirst(max(1, start)).first { index in
      guard bytes[index] == lineEnd else { return false }
      let before = bytes[index - 1] == carriageReturn ? index - 2 : index - 1
      return before >= 0 && bytes[before] == lineEnd
    }
  }

  /// What has come, at least one byte; empty at the end; nil after the deadline or an error.
  private func read(until deadline: ContinuousClock.Instant) -> [UInt8]? {
    guard wait(for: POLLIN, until: deadline) else { return nil }
    var buffer = [UInt8](repeating: 0, count: 4096)
    let count = buffer.withUnsafeMutableBytes { recv(descriptor, $0.baseAddress, $0.count, 0) }
    return count < 0 ? nil : Array(buffer.prefix(count))
  }

  private func send(_ response: Response) {
    let deadline = ContinuousClock.now + limits.answerTime
    var rest = response.bytes[...]
    while !rest.isEmpty, wait(for: POLLOUT, until: deadline) {
      let count = rest.withUnsafeBytes { Foundation.send(descriptor, $0.baseAddress, $0.count, Self.flags) }
      if count < 0 {
        if errno == EAGAIN || errno == EINTR { continue }
        return
      }
      rest = rest.dropFirst(count)
    }
  }

  /// A connection that is closed while something of a body is unread is reset, and the answer lost: so some of it is read.
  private func drain() {
    shutdown(descriptor, Int32(SHUT_WR))
    let deadline = ContinuousClock.now + .seconds(1)
    var left = 64 << 10
    while left > 0, let bytes = read(until: deadline), !bytes.isEmpty { left -= bytes.count }
  }

  private func wait(for events: Int32, until deadline: ContinuousClock.Instant) -> Bool {
    while true {
      let left = (deadline - ContinuousClock.now) / .milliseconds(1)
      if left <= 0 { return false }
      var ready = pollfd(fd: descriptor, events: Int16(events), revents: 0)
      let count = poll(&ready, 1, Int32(min(left.rounded(.up), 60_000)))
      if count > 0 { return true }
      if count < 0 && errno != EINTR { return false }
    }
  }

  private func end() {
    shutdown(descriptor, Int32(SHUT_RDWR))
    close(descriptor)
  }

  #if canImport(Darwin)
    private static let flags: Int32 = 0
  #else
    private static let flags = Int32(MSG_DONTWAIT) | Int32(MSG_NOSIGNAL)
  #endif
}
