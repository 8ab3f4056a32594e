import BookTesting
import Foundation
import Support
import Testing

/// Real commands where paths, the environment and other processes are not as one would like.
@Suite struct HostilePlaceTests {
  private static let chapter = """
    # One

    ``` {.swift .figure #fig-one alt="One."}
    1
    ```
    : One, see [@key].
    """

  private func project(in folder: URL) throws {
    let chapters = folder.appending(path: "chapters")
    try FileManager.default.createDirectory(at: chapters, withIntermediateDirectories: true)
    try Data(Self.chapter.utf8).write(to: chapters.appending(path: "01-one.md"))
    try Data("@article{key, author={A. B}, title={T}, year={2000}}\n".utf8).write(
      to: chapters.appending(path: "references.bib"))
  }

  @Test(arguments: ["a b", "a%20b", "a#b?c", "%", "\u{FC}'\"$x", "a\nb", "-x", "a&b;c", "[x]*"])
  func projectsAnywhere(name: String) throws {
    let outer = try TemporaryProject()
    let root = URL(fileURLWithPath: outer.paths.root.path + "/" + name, isDirectory: true)
    try project(in: root)
    for command in [
      ["build"], ["build", "--quiet"], ["cache", "export", "x.sqlite"], ["cache", "merge", "x.sqlite"],
    ] {
      let ending = try BuiltProgram("sample-book").run(command, in: root)
      #expect(ending.status == 0 && ending.errors == "", "\(command): \(ending)")
    }
    #expect(FileManager.default.fileExists(atPath: root.path + "/output/figures/fig-one.png"))
  }

  @Test(arguments: ["/nonexistent", "/dev/null"])
  func temporaryFoldersThatAreNone(path: String) throws {
    let project = try TemporaryProject()
    try self.project(in: project.paths.root)
    let ending = try BuiltProgram("sample-book").run(
      ["build"], in: project.paths.root, prefix: ["TMPDIR=\(path)", "timeout", "120"])
    #expect(ending.status == 0, "\(ending)")
    #expect(
      ending.errors
        == "warning: TMPDIR is \(path), which is no folder that can be written to; the system's is used\n")
    #expect(!FileManager.default.fileExists(atPath: "/nonexistent"))
  }

  /// What runs out of files or of addresses traps in the system's libraries, or waits for ever.
  @Test func littleOfTheSystem() throws {
    let project = try TemporaryProject()
    try self.project(in: project.paths.root)
    func run(_ limit: String, _ arguments: String...) throws -> BuiltProgram.Ending {
      try BuiltProgram("sample-book").run(
        arguments, in: project.paths.root,
        prefix: ["sh", "-c", "ulimit \(limit); exec \"$@\"", "sh", "timeout", "60"])
    }
    for few in [8, 24, 64] {
      let ending = try run("-n \(few)", "build")
      #expect(
        ending.status == 1 && ending.errors.contains("may open \(few) files at a time, and needs 128"),
        "\(ending)")
    }
    #expect(try run("-n 128", "build").status == 0)
    let little = try run("-v 500000", "build")
    #expect(little.status == 1 && little.errors.contains("488 MB of addresses, and needs 600"), "\(little)")
    // How much more than the least a build needs depends on the machine's cores.
    #expect(try run("-v 650000", "--version").status == 0)
    #expect(try run("-v 4000000", "build").status == 0)
    #expect(try run("-n 128", "build", "--jobs", "100000").status == 2)
  }

  /// Also for the processes of a build that is gone with its folder: nothing looks upwards for ever.
  @Test(arguments: ["build", "status", "_run-cells", "--version"])
  func foldersThatWereRemoved(command: String) throws {
    let project = try TemporaryProject()
    let script = "cd \"$0\" && rmdir chapters \"$0\" && exec timeout 60 \"$@\""
    let ending = try BuiltProgram("sample-book").run(
      [command], prefix: ["sh", "-c", script, project.paths.root.path])
    #expect(ending.status == (command == "--version" ? 0 : 1), "\(ending)")
    if ["build", "status"].contains(command) {
      #expect(ending.errors == "error: the current folder was removed: change to another one\n")
    }
  }

  /// A program in pandoc's place tells its process and waits; the build that it works for is killed.
  @Test func whatABuildStartedDiesWithIt() async throws {
    let project = try TemporaryProject()
    try self.project(in: project.paths.root)
    let tools = project.paths.root.appending(path: "tools")
    try FileManager.default.createDirectory(at: tools, withIntermediateDirectories: true)
    let script = tools.appending(path: "pandoc")
    try writeProgram(
      "#!/bin/sh\npwd >'\(tools.path)/folder'\necho $$ > '\(tools.path)/id.new'\nmv '\(tools.path)/id.new' '\(tools.path)/id'\nexec sleep 300\n",
      to: script)
    let build = Process()
    build.executableURL = try BuiltProgram("sample-book").url
    build.arguments = ["build"]
    build.currentDirectoryURL = project.paths.root
    build.environment = ProcessInfo.processInfo.environment.merging(
      ["PATH": "\(tools.path):/usr/bin:/bin"]) { $1 }
    build.standardOutput = FileHandle.nullDevice
    build.standardError = FileHandle.nullDevice
    try build.run()
    func waits(until condition: () -> Bool) async throws -> Bool {
      for _ in 0..<3000 where !condition() { try await Task.sleep(for: .milliseconds(20)) }
      return condition()
    }
    var id: pid_t?
    #expect(
      try await waits {
        let text = try? String(contentsOf: tools.appending(path: "id"), encoding: .utf8)
        id = text.flatMap { pid_t($0.trimmingCharacters(in: .whitespacesAndNewlines)) }
        return id != nil
      })
    let started = try #require(id)
    kill(build.processIdentifier, SIGKILL)
    build.waitUntilExit()
    #expect(try await waits { !RunningProcess.isThere(started) })
    // Neither does its folder stay.
    let folders = try String(contentsOf: tools.appending(path: "folder"), encoding: .utf8).split(
      separator: "\n")
    #expect(
      try await waits {
        !folders.contains { FileManager.default.fileExists(atPath: String($0)) }
      })
  }
}
