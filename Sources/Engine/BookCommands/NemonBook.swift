import ArgumentParser

struct NemonBook: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "nemon-book",
    abstract: "Builds a book whose every number, figure and verdict is computed from its own code.",
    discussion: """
      Examples:
        nemon-book build --scale quick   everything small, to check the book itself
        nemon-book build                 at the paper's scale; only what changed runs
        nemon-book status                what a build would run, and why
        nemon-book figure fig-x          draw one figure again
        nemon-book serve --open          read the book in the browser

      Exit codes: 0 fine, 1 failure, 2 usage, 3 a claim's verdict differs from the recorded one,
      4 another build is running, 130 interrupted.
      """,
    version: "0.1.0",
    subcommands: [
      BuildCommand.self, RunCommand.self, FigureCommand.self, StatusCommand.self, ExplainCommand.self,
      CheckCommand.self, AuditCommand.self,
      InspectCommand.self, ServeCommand.self, GraphCommand.self, FreezeCommand.self, DataCommand.self,
      CacheCommand.self, BenchCommand.self,
    ])
}
