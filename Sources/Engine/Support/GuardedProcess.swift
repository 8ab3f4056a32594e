import Foundation

/// A program that does not outlive this process, however this process ends, and that takes no more time and memory than it may.
///
/// A shell becomes the program. Before that it leaves a watcher behind, which reads from a pipe that only this process writes
/// to: the end of the pipe without a word is the end of this process, and the watcher kills the program and removes its folder.
struct GuardedProcess {
  /// How a program ended.
  enum Ending: Equatable {
    case exited(Int32)
    /// By a signal, or in a way that the system does not tell.
    case killed
  }

  /// What the program writes to its standard output; its end is usually that of the program.
  let output: Int32
  private let id: pid_t
  /// Both ends: a watcher that has gone is then no broken pipe.
  private let lifeline: (reading: Int32, writing: Int32)

  /// The arguments are the folder, the limits in seconds and KiB, and those of the program. A limit that is no number, or
  /// more than this process may have itself, is none.
  private static let script = """
    exec 9<&0
    (trap '' HUP INT TERM; read -r word <&9 || { kill -KILL $$; rm -rf -- "$1"; }) >/dev/null 2>&1 &
    cd "$1" || exit
    ulimit -t "$2" 2>/dev/null
    ulimit -d "$3" 2>/dev/null
    shift 3
    exec "$0" "$@" <input 2>message 9<&-
    """

  /// - Parameters:
  ///   - folder: where the program runs, and nothing else. It reads the file `input`; what it writes to its standard error
  ///     goes to `message`.
  ///   - seconds: what it may take of the processor.
  ///   - megabytes: what it may write to in memory.
  /// - Throws: the system's error.
  init(
    _ path: String, _ arguments: [String], environment: [String: String], in folder: String, seconds: Int?,
    megabytes: Int?
  ) throws(POSIXError) {
    let words =
      [
        "/bin/sh", "-c", Self.script, path, folder, seconds.map { "\($0)" } ?? "unlimited",
        megabytes.map { "\($0 << 10)" } ?? "unlimited",
      ] + arguments
    (id, lifeline, output) = try ProcessStart.alone { () throws(POSIXError) in
      try Self.start(words, environment)
    }
  }

  private static func start(
    _ words: [String], _ environment: [String: String]
  ) throws(POSIXError) -> (id: pid_t, lifeline: (reading: Int32, writing: Int32), output: Int32) {
    let watched = try pipe()
    do throws(POSIXError) {
      let said = try pipe()
      defer { close(said.writing) }
      do throws(POSIXError) {
        let id = try spawn(words, environment, input: watched.reading, output: said.writing)
        return (id, watched, said.reading)
      } catch {
        close(said.reading)
        throw error
      }
    } catch {
      close(watched.reading)
      close(watched.writing)
      throw error
    }
  }

  /// Nil while it runs.
  private func ending() -> Ending? {
    var status: Int32 = 0
    let found = waitpid(id, &status, WNOHANG)
    if found == 0 || found < 0 && errno == EINTR { return nil }
    return found > 0 && status & 0x7F == 0 ? .exited(status >> 8 & 0xFF) : .killed
  }

  /// Passes on what the program writes until it has ended; kills it where that goes wrong.
  /// - Parameters:
  ///   - shouldStop: asked some times a second; what it throws kills the program.
  ///   - receive: called with each part of the output; likewise.
  /// - Returns: how it ended.
  func finish(shouldStop: () throws -> Void, receive: (Data) throws -> Void) rethrows -> Ending {
    defer {
      // The watcher has nothing to do any more.
      _ = write(lifeline.writing, "\n", 1)
      close(lifeline.reading)
      close(lifeline.writing)
      close(output)
    }
    do {
      var buffer = [UInt8](repeating: 0, count: 1 << 18)
      var isOpen = true
      while true {
        try shouldStop()
        if isOpen {
          var waiting = pollfd(fd: output, events: Int16(POLLIN), revents: 0)
          if poll(&waiting, 1, 200) > 0 {
            let count = read(output, &buffer, buffer.count)
            if count > 0 { try receive(Data(buffer[..<count])) }
            if count == 0 { isOpen = false }
            continue
          }
        } else {
          usleep(500)
        }
        // Also where something that the program started keeps its output open.
        if let ending = ending() { return ending }
      }
    } catch {
      kill(id, SIGKILL)
      while ending() == nil { usleep(500) }
      throw error
    }
  }
}

// MARK: - The system

extension GuardedProcess {
  /// Closed in programs that start later, and with numbers that no standard stream has.
  private static func pipe() throws(POSIXError) -> (reading: Int32, writing: Int32) {
    var ends: [Int32] = [0, 0]
    guard Foundation.pipe(&ends) == 0 else { throw POSIXError(POSIXErrorCode(rawValue: errno) ?? .EMFILE) }
    for index in ends.indices where ends[index] <= STDERR_FILENO {
      let low = ends[index]
      ends[index] = fcntl(low, F_DUPFD, STDERR_FILENO + 1)
      close(low)
    }
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    return (ends[0], ends[1])
  }

  /// Starts `words` with signals as they are for a new program: this one ignores some, and threads may block others.
  private static func spawn(
    _ words: [String], _ environment: [String: String], input: Int32, output: Int32
  ) throws(POSIXError) -> pid_t {
    #if os(Linux)
      var actions = posix_spawn_file_actions_t()
      var attributes = posix_spawnattr_t()
    #else
      var actions: posix_spawn_file_actions_t?
      var attributes: posix_spawnattr_t?
    #endif
    posix_spawn_file_actions_init(&actions)
    posix_spawnattr_init(&attributes)
    defer {
      posix_spawn_file_actions_destroy(&actions)
      posix_spawnattr_destroy(&attributes)
    }
    posix_spawn_file_actions_adddup2(&actions, input, STDIN_FILENO)
    posix_spawn_file_actions_adddup2(&actions, output, STDOUT_FILENO)
    posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0)
    var (none, ignored) = (sigset_t(), sigset_t())
    sigemptyset(&none)
    sigemptyset(&ignored)
    for signal in [SIGPIPE, SIGXFSZ] { sigaddset(&ignored, signal) }
    posix_spawnattr_setsigmask(&attributes, &none)
    posix_spawnattr_setsigdefault(&attributes, &ignored)
    posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF))
    let strings = words.map { strdup($0) } + [nil]
    let settings = environment.map { strdup("\($0.key)=\($0.value)") } + [nil]
    defer { for string in strings + settings { free(string) } }
    var id = pid_t()
    let result = posix_spawn(&id, words[0], &actions, &attributes, strings, settings)
    guard result == 0 else { throw POSIXError(POSIXErrorCode(rawValue: result) ?? .EIO) }
    return id
  }
}
