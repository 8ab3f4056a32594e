import Foundation

/// Where a command's words go.
package struct Console: Sendable {
  /// One text to standard output, a line end after it.
  package var say: @Sendable (String) -> Void
  /// One text to standard error, a line end after it.
  package var complain: @Sendable (String) -> Void
  /// Text to standard error as it is, without a line end.
  package var write: @Sendable (String) -> Void
  /// Whether standard error is a terminal, on which lines can be overwritten.
  package var isTerminal: Bool
  package var usesColor: Bool

  package init(
    say: @escaping @Sendable (String) -> Void, complain: @escaping @Sendable (String) -> Void,
    write: @escaping @Sendable (String) -> Void = { _ in }, isTerminal: Bool = false,
    usesColor: Bool = false
  ) {
    self.say = say
    self.complain = complain
    self.write = write
    self.isTerminal = isTerminal
    self.usesColor = usesColor
  }

  static func process(_ environment: [String: String]) -> Console {
    let isTerminal = isatty(STDERR_FILENO) == 1 && environment["TERM"] != "dumb"
    // Looked at now, before files that are opened can take the number of a closed one.
    let (standard, error) = (TextOutput.standard, TextOutput.error)
    return Console(
      say: { standard.write($0 + "\n") }, complain: { error.write($0 + "\n") },
      write: { error.write($0) }, isTerminal: isTerminal,
      usesColor: isTerminal && (environment["NO_COLOR"] ?? "").isEmpty)
  }
}
