import Foundation

/// Threads that run, or are refused with an error: where memory is short, Foundation's own would never run, and whoever
/// waits for them would wait for ever.
package enum SystemThread {
  /// No thread of ours does with less.
  package static let leastStack = 1 << 20

  /// - Parameter stackSize: in bytes; less where the system has not as much.
  /// - Throws: the system's error, where not even a small thread can be had.
  package static func start(
    _ name: String, stackSize: Int = leastStack, _ body: @escaping @Sendable () -> Void
  ) throws(POSIXError) {
    var size = stackSize
    while true {
      let code = create(name, stackSize: size, body)
      if code == 0 { return }
      size /= 2
      guard size >= leastStack else { throw POSIXError(POSIXErrorCode(rawValue: code) ?? .EAGAIN) }
    }
  }

  private final class Work {
    let name: String
    let body: @Sendable () -> Void

    init(_ name: String, _ body: @escaping @Sendable () -> Void) { (self.name, self.body) = (name, body) }

    func run() {
      Thread.current.name = name
      body()
    }
  }

  private static func create(_ name: String, stackSize: Int, _ body: @escaping @Sendable () -> Void) -> Int32
  {
    let attributes = UnsafeMutablePointer<pthread_attr_t>.allocate(capacity: 1)
    pthread_attr_init(attributes)
    defer {
      pthread_attr_destroy(attributes)
      attributes.deallocate()
    }
    pthread_attr_setdetachstate(attributes, Int32(PTHREAD_CREATE_DETACHED))
    pthread_attr_setstacksize(attributes, stackSize)
    let work = Unmanaged.passRetained(Work(name, body))
    #if canImport(Darwin)
      var id: pthread_t?
      let code = pthread_create(&id, attributes, { Self.run($0) }, work.toOpaque())
    #else
      var id = pthread_t()
      let code = pthread_create(&id, attributes, { $0.map { Self.run($0) } ?? nil }, work.toOpaque())
    #endif
    if code != 0 { work.release() }
    return code
  }

  private static func run(_ work: UnsafeMutableRawPointer) -> UnsafeMutableRawPointer? {
    Unmanaged<Work>.fromOpaque(work).takeRetainedValue().run()
    return nil
  }
}
