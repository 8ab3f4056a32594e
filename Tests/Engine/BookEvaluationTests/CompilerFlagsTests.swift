import BookEvaluation
import BookTesting
import Foundation
import Support
import Testing

@Suite struct CompilerFlagsTests {
  @Test func flagsComeFromTheListOfCommands() throws {
    let project = try TemporaryProject()
    let list = project.paths.root.appending(path: "release.yaml")
    let text = """
      commands:
        "/p/c.o":
          tool: clang
          description: "Compiling C c.c"
          args: ["/usr/bin/clang","-target","x","-O2","-I","/p/include","-DN=3","-g","-c","/p/c.c","-o","/p/c.o"]
        "C.M-release.module":
          description: "Compiling Swift Module 'M' (1 sources)"
          args: ["/s/swiftc","-module-name","M","-emit-module","-O","-enable-testing","-j2","-Xcc","-I","-Xcc","/p","-Xcc","-ffast-math","-swift-version","6"]
        "C.M-release-tool.module":
          args: ["/s/swiftc","-module-name","M","-emit-module","-Onone"]
        "C.Other-release.module":
          args: ["/s/swiftc","-module-name","Other","-emit-module","-Onone"]
        "broken":
          args: ["/s/swiftc",
      """
    try Data(text.utf8).write(to: list)
    let flags = CompilerFlags(commandsAt: list, of: ["C", "M", "Absent"])
    #expect(flags.byModule == ["C": "-O2 -DN=3", "M": "-O -Xcc -ffast-math -swift-version 6"])
  }

  /// This test's own list names every module of the engine, and none of its flags says where things lie.
  @Test func theListOfThisBuildIsUnderstood() throws {
    let program = try #require(Bundle.main.executableURL.flatMap(CompilerFlags.commands) ?? Self.besideBundle)
    let flags = CompilerFlags(commandsAt: program, of: ["BookEvaluation", "CellKit", "CPNG"])
    #expect(flags.byModule.keys.sorted() == ["BookEvaluation", "CPNG", "CellKit"])
    #expect(flags.byModule["CellKit"]?.contains("-swift-version 6") == true)
    #expect(flags.byModule.values.allSatisfy { !$0.contains("/") })
    #expect(CompilerFlags.commands(for: URL(filePath: "/nowhere/bin/book")) == nil)
  }

  /// Tests run inside a program of the toolchain; their bundle is where the book's program is.
  private static var besideBundle: URL? {
    CommandLine.arguments.first { $0.contains(".xctest") }.flatMap {
      CompilerFlags.commands(for: URL(filePath: $0))
    }
  }
}
