import Foundation
import Support

/// Ends a process with its standard input: a process that is started for another one ends when that one does, however that
/// happened.
enum EndWithInput {
  /// Of the variable that asks for it, behind the book's name.
  static let variable = "ENDS_WITH_INPUT"

  static func begin() {
    let watches: Void? = try? SystemThread.start("end of input") {
      var byte: UInt8 = 0
      while true {
        let count = read(STDIN_FILENO, &byte, 1)
        if count == 0 || (count < 0 && errno != EINTR) { break }
      }
      // In order: what has finished is stored. Who ends the input may have asked for that by a signal, too, and a second one
      // would end the process at once.
      usleep(200_000)
      if !InterruptionOnSignal.hasBegun { kill(getpid(), SIGTERM) }
      // Then without.
      sleep(3)
      _exit(CommandStatus.interrupted.rawValue)
    }
    // What nobody could end must not begin.
    if watches == nil { _exit(CommandStatus.failure.rawValue) }
  }
}
