import ArgumentParser
import Support

/// Texts of the help, which is broken into lines of 80 characters when it is shown.
enum HelpText {
  /// The text with each paragraph as one line. Lines that are indented, and what ends with a colon, keep their ends.
  static func reflowed(_ text: String) -> String {
    var lines: [String] = []
    for line in text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init) {
      if let last = lines.last, !last.isEmpty, !last.hasPrefix(" "), !last.hasSuffix(":"), !line.isEmpty,
        !line.hasPrefix(" ")
      {
        lines[lines.count - 1] += " " + line
      } else {
        lines.append(line)
      }
    }
    return lines.joined(separator: "\n")
  }

  /// A command that can be copied, in lines that are short enough not to be broken.
  static func example(_ command: String) -> String {
    command.count < 78 ? "  " + command : "  " + command.replacing(" && ", with: " \\\n    && ")
  }
}

/// A command that the book does not have.
struct UnknownCommand: ReportedError {
  var sentence: String
  var status: CommandStatus { .usage }

  /// Nil where `arguments` name commands of `root`, as far as they name any.
  init?(in arguments: [String], of root: any ParsableCommand.Type) {
    var type = root
    var path: [String] = []
    for argument in arguments {
      let commands = type.configuration.subcommands
      guard !commands.isEmpty, !argument.hasPrefix("-"), argument != "help" else { return nil }
      let names = commands.map { $0.configuration.commandName ?? "" }
      guard let index = names.firstIndex(of: argument) else {
        let near = NearestName.of(argument, among: names)
        sentence =
          "there is no command '\((path + [argument]).joined(separator: " "))'; "
          + (near.map { "did you mean \((path + [$0]).joined(separator: " "))?" }
            ?? "there are \(names.joined(separator: ", "))")
        return
      }
      type = commands[index]
      path.append(argument)
    }
    return nil
  }
}
