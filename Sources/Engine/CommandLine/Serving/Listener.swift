import Foundation

/// The socket on which browsers of this machine reach the server.
final class Listener: Sendable {
  private let descriptor: Int32
  /// The one it listens on, also where it was to be any free one.
  let port: UInt16

  /// - Parameter port: 0 for any that is free.
  /// - Throws: ``ServerError``.
  init(port: UInt16) throws(ServerError) {
    #if canImport(Darwin)
      let kind = SOCK_STREAM
    #else
      let kind = Int32(SOCK_STREAM.rawValue)
    #endif
    let descriptor = socket(AF_INET, kind, 0)
    guard descriptor >= 0 else { throw Self.error(port) }
    // What the builds start must not keep the port.
    _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
    var yes: Int32 = 1
    setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &yes, socklen_t(MemoryLayout<Int32>.size))
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = port.bigEndian
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    let outcome = withUnsafePointer(to: address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
      }
    }
    guard outcome == 0, listen(descriptor, 64) == 0 else {
      let error = Self.error(port)
      close(descriptor)
      throw error
    }
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let isKnown = withUnsafeMutablePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { getsockname(descriptor, $0, &length) == 0 }
    }
    self.descriptor = descriptor
    self.port = isKnown ? UInt16(bigEndian: address.sin_port) : port
  }

  deinit { close(descriptor) }

  private static func error(_ port: UInt16) -> ServerError {
    errno == EADDRINUSE
      ? .portInUse(port: port) : .cannotListen(port: port, reason: String(cString: strerror(errno)))
  }

  /// The next connection; nil where none came in time, or it went away at once.
  func next(within milliseconds: Int32) -> Int32? {
    var ready = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
    guard poll(&ready, 1, milliseconds) > 0 else { return nil }
    let connection = accept(descriptor, nil, nil)
    guard connection >= 0 else {
      // Too many open files: some will be closed.
      usleep(20_000)
      return nil
    }
    _ = fcntl(connection, F_SETFD, FD_CLOEXEC)
    return connection
  }
}
