import Foundation
import Synchronization

/// What a build and the processes that run its cells say to each other: each time a line of JSON, then bytes.
final class WorkerChannel: Sendable {
  private struct Envelope<Message: Codable>: Codable {
    var message: Message
    /// Of the bytes that follow.
    var sizes: [Int]
  }

  private let input: Int32
  private let output: Int32
  private let sending = Mutex(())
  private let rest = Mutex(Data())

  init(input: Int32, output: Int32) { (self.input, self.output) = (input, output) }

  /// - Returns: whether it has left; not where the other side has gone.
  @discardableResult func send(_ message: some Codable, _ blobs: [Data] = []) -> Bool {
    guard let line = try? JSONEncoder().encode(Envelope(message: message, sizes: blobs.map(\.count))) else {
      return false
    }
    return sending.withLock { _ in
      ([line + Data([UInt8(ascii: "\n")])] + blobs).allSatisfy { Self.write($0, to: output) }
    }
  }

  /// The next message and its bytes; nil where the other side has gone, or does not speak as it should.
  func next<Message: Codable>(_ type: Message.Type = Message.self) -> (message: Message, blobs: [Data])? {
    rest.withLock { rest in
      var known = 0
      var end = rest.firstIndex(of: UInt8(ascii: "\n"))
      while end == nil {
        known = rest.count
        guard fill(&rest) else { return nil }
        end = rest.dropFirst(known).firstIndex(of: UInt8(ascii: "\n"))
      }
      guard let end, let envelope = try? JSONDecoder().decode(Envelope<Message>.self, from: rest[..<end]),
        envelope.sizes.allSatisfy({ $0 >= 0 })
      else {
        return nil
      }
      rest = Data(rest[(end + 1)...])
      var blobs: [Data] = []
      for size in envelope.sizes {
        while rest.count < size { guard fill(&rest) else { return nil } }
        blobs.append(Data(rest.prefix(size)))
        rest = Data(rest.dropFirst(size))
      }
      return (envelope.message, blobs)
    }
  }

  private func fill(_ rest: inout Data) -> Bool {
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = buffer.withUnsafeMutableBytes { read(input, $0.baseAddress, $0.count) }
      if count > 0 { rest.append(contentsOf: buffer[..<count]) }
      if count >= 0 || errno != EINTR { return count > 0 }
    }
  }

  private static func write(_ data: Data, to descriptor: Int32) -> Bool {
    data.withUnsafeBytes { bytes in
      var offset = 0
      while offset < bytes.count {
        let count = Foundation.write(descriptor, bytes.baseAddress! + offset, bytes.count - offset)
        if count < 0 && errno != EINTR { return false }
        offset += max(0, count)
      }
      return true
    }
  }
}
