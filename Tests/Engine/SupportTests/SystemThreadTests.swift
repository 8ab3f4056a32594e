import Foundation
import Support
import Testing

@Suite struct SystemThreadTests {
  @Test func runsWithTheRoomThatThereIs() throws {
    let ended = DispatchSemaphore(value: 0)
    try SystemThread.start("a test", stackSize: 64 << 20) {
      if Thread.current.name == "a test" && !Thread.isMainThread { ended.signal() }
    }
    #expect(ended.wait(timeout: .now() + .seconds(60)) == .success)
    // No machine has room for that, but for less.
    try SystemThread.start("another", stackSize: 1 << 50) { ended.signal() }
    #expect(ended.wait(timeout: .now() + .seconds(60)) == .success)
  }
}
