import Foundation

/// The flags of each module, as the package manager gives them to the compilers: read from its list of commands, which lies
/// beside the folder of the program.
package struct CompilerFlags: Sendable {
  /// In the compiler's order, without those that cannot change a value.
  package private(set) var byModule: [String: String] = [:]

  /// The list that the program was built by, such as `.build/release.yaml`; nil for a program that was moved elsewhere.
  package static func commands(for executable: URL) -> URL? {
    let folder = executable.resolvingSymlinksInPath().deletingLastPathComponent()
    let list = folder.deletingLastPathComponent().deletingLastPathComponent()
      .appending(path: folder.lastPathComponent + ".yaml")
    return FileManager.default.fileExists(atPath: list.path) ? list : nil
  }

  /// - Parameters:
  ///   - list: holds one command after the other, each a key and fields.
  ///   - modules: of which the flags are wanted.
  package init(commandsAt list: URL, of modules: Set<String>) {
    guard let data = try? Data(contentsOf: list) else { return }
    data.withUnsafeBytes { read($0, of: modules) }
  }

  private mutating func read(_ data: UnsafeRawBufferPointer, of modules: Set<String>) {
    var isTool = false
    var clangModule: String?
    for line in data.split(separator: UInt8(ascii: "\n")) {
      if line.starts(with: Self.key) {
        isTool = Data(line.suffix(40)).firstRange(of: Data("-tool.".utf8)) != nil
        clangModule = nil
      } else if line.starts(with: Self.description) {
        let name = line.dropFirst(Self.description.count).prefix { $0 != UInt8(ascii: " ") }
        clangModule = String(decoding: name, as: UTF8.self)
      } else if !isTool, line.starts(with: Self.arguments),
        clangModule.map(modules.contains) == true || Self.swiftModule(of: line).map(modules.contains) == true,
        let arguments = try? JSONDecoder().decode(
          [String].self, from: Data(line.dropFirst(Self.arguments.count - 1)))
      {
        add(arguments, clangModule: clangModule, of: modules)
      }
    }
  }

  /// Most lines are about other modules, and need not be decoded. The name is among the first arguments, behind the compiler.
  private static func swiftModule(of line: Slice<UnsafeRawBufferPointer>) -> String? {
    let start = Data(line.prefix(4096))
    return start.firstRange(of: moduleName).map { mark in
      String(decoding: start[mark.upperBound...].prefix { $0 != UInt8(ascii: "\"") }, as: UTF8.self)
    }
  }

  private static let moduleName = Data("\"-module-name\",\"".utf8)
  private static let key = Data("  \"".utf8)
  private static let description = Data("    description: \"Compiling ".utf8)
  private static let arguments = Data("    args: [".utf8)

  private mutating func add(_ arguments: [String], clangModule: String?, of modules: Set<String>) {
    guard let program = arguments.first?.split(separator: "/").last else { return }
    if program == "swiftc", arguments.contains("-emit-module"),
      let name = arguments.firstIndex(of: "-module-name"), name + 1 < arguments.count,
      modules.contains(arguments[name + 1])
    {
      byModule[arguments[name + 1]] = Self.counting(arguments)
    } else if program.hasPrefix("clang"), let clangModule, modules.contains(clangModule),
      arguments.contains("-c")
    {
      byModule[clangModule] = Self.counting(arguments)
    }
  }

  /// Without what cannot change a value: where things lie, what they are called, messages, symbols for debuggers and
  /// tests, the number of threads, the machine. Whatever is not known here counts.
  static func counting(_ arguments: [String]) -> String {
    var kept: [String] = []
    var rest = arguments.dropFirst()
    while let argument = rest.popFirst() {
      if argument == "-Xcc", let inner = rest.popFirst() {
        // `-Xcc -I -Xcc folder` is one flag for the inner compiler.
        if valued.contains(inner) {
          rest = rest.dropFirst(2)
        } else if !isIrrelevant(inner) {
          kept += [argument, inner]
        }
      } else if valued.contains(argument) {
        rest = rest.dropFirst()
      } else if !isIrrelevant(argument) {
        kept.append(argument)
      }
    }
    return kept.joined(separator: " ")
  }

  private static let valued: Set = [
    "-I", "-F", "-isystem", "-iquote", "-o", "-c", "-MT", "-MF", "-target", "-module-name",
    "-emit-module-path",
    "-output-file-map", "-num-threads", "-module-cache-path", "-index-store-path", "-index-unit-output-path",
    "-emit-objc-header-path", "-package-name", "-plugin-path", "-sdk", "-L", "-file-compilation-dir",
    "-emit-const-values-path", "-const-gather-protocols-list", "-swift-module-file",
  ]

  private static let single: Set = [
    "-emit-dependencies", "-emit-module", "-emit-objc-header", "-parse-as-library",
    "-whole-module-optimization",
    "-enable-batch-mode", "-incremental", "-serialize-diagnostics", "-enable-testing", "-g", "-gnone", "-MD",
    "-fPIC", "-fblocks", "-fno-omit-frame-pointer", "-parseable-output", "-v", "-color-diagnostics",
    "-no-color-diagnostics", "-warnings-as-errors", "-suppress-warnings", "-Werror", "-w", "-DSWIFT_PACKAGE",
    "-DSWIFT_PACKAGE=1", "-DSWIFT_MODULE_RESOURCE_BUNDLE_AVAILABLE",
    "-DSWIFT_MODULE_RESOURCE_BUNDLE_UNAVAILABLE",
    "-static-stdlib", "-emit-executable", "-save-optimization-record", "-ivfsoverlay", "-fcolor-diagnostics",
    "-fno-color-diagnostics", "-index-ignore-system-modules", "-DDEBUG", "-DDEBUG=1",
  ]

  private static func isIrrelevant(_ argument: String) -> Bool {
    if single.contains(argument) || argument.hasPrefix("/") || argument.hasPrefix("@") { return true }
    return ["-I", "-F", "-fmodule-map-file=", "-fmodules-cache-path=", "-j", "-Wl,", "-rpath"]
      .contains { argument.hasPrefix($0) }
  }
}
