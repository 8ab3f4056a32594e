import Foundation
import Support

/// What the traces of one build say about the machine and the program.
package struct RunEnvironment: Codable, Sendable, Equatable {
  package var processor: String
  /// Which of its own kernels the book's code chose for the processor; empty where it has none.
  package var kernelLevel: String
  package var libraries: [String]
  package var commit: String?

  package init(processor: String, kernelLevel: String, libraries: [String], commit: String?) {
    (self.processor, self.kernelLevel) = (processor, kernelLevel)
    (self.libraries, self.commit) = (libraries, commit)
  }

  /// The machine that this process runs on, and the commit that `root` is at.
  package static func current(root: URL, kernelLevel: String, libraries: [String]) -> RunEnvironment {
    RunEnvironment(
      processor: processor, kernelLevel: kernelLevel, libraries: libraries, commit: commit(of: root))
  }

  /// The model of the processor that this runs on.
  package static var processor: String { field("model name") ?? "unknown" }

  private static func field(_ name: String) -> String? {
    let description = (try? String(contentsOfFile: "/proc/cpuinfo", encoding: .utf8)) ?? ""
    return description.split(separator: "\n").first { $0.hasPrefix(name) }
      .flatMap { $0.split(separator: ":", maxSplits: 1).last }
      .map { $0.trimmingCharacters(in: .whitespaces) }
  }

  private static func commit(of root: URL) -> String? {
    guard let head = git(["rev-parse", "HEAD"], root), !head.isEmpty else { return nil }
    let isEdited = git(["status", "--porcelain", "--untracked-files=no"], root) != ""
    return isEdited ? head + "+" : head
  }

  /// What git prints, without the last line end. Nil where git, or a repository, is missing.
  private static func git(_ arguments: [String], _ root: URL) -> String? {
    let output = try? Tool("git", package: "git").run(["-C", root.path] + arguments)
    return output.map { String(decoding: $0, as: UTF8.self).trimmingCharacters(in: .newlines) }
  }
}
