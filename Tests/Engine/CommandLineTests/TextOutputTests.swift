import ExecutableBook
import Foundation
import Testing

/// Words to real descriptors that do not take them.
@Suite struct TextOutputTests {
  @Test func aFullDeviceIsAProblem() {
    let full = open("/dev/full", O_WRONLY)
    defer { close(full) }
    let output = TextOutput(descriptor: full)
    #expect(output.problem == nil)
    for _ in 0..<2 { output.write("words\n") }
    #expect(output.problem == String(cString: strerror(ENOSPC)))
  }

  @Test func aReaderThatHasGoneIsNone() {
    signal(SIGPIPE, SIG_IGN)
    var ends: [Int32] = [0, 0]
    #expect(pipe(&ends) == 0)
    close(ends[0])
    let output = TextOutput(descriptor: ends[1])
    output.write("words\n")
    #expect(output.problem == nil)
    close(ends[1])
  }

  /// A pipe that others made non-blocking takes 64 kB at once; a reader that comes late gets all.
  @Test func slowReadersGetEverything() async {
    var ends: [Int32] = [0, 0]
    #expect(pipe(&ends) == 0)
    let (reading, writing) = (ends[0], ends[1])
    _ = fcntl(writing, F_SETFL, O_NONBLOCK)
    let text = String(repeating: "µ words\n", count: 100_000)
    Thread.detachNewThread {
      TextOutput(descriptor: writing).write(text)
      close(writing)
    }
    let data = FileHandle(fileDescriptor: reading, closeOnDealloc: true).readDataToEndOfFile()
    #expect(data == Data(text.utf8))
  }

  @Test func aClosedDescriptorIsAProblem() {
    let output = TextOutput(descriptor: 99_999)
    output.write("words\n")
    #expect(output.problem == String(cString: strerror(EBADF)))
  }
}
