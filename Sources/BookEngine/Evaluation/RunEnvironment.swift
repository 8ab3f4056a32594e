import Foundation

/// What the traces of one build say about the machine and the program.
package struct RunEnvironment: Sendable, Equatable {
  package var processor: String
  package var kernelLevel: String
  package var libraries: [String]
  package var commit: String?

  package init(processor: String, kernelLevel: String, libraries: [String], commit: String?) {
    self.processor = processor
    self.kernelLevel = kernelLevel
    self.libraries = libraries
    self.commit = commit
  }

  /// The machine that this process runs on, and the commit that `root` is at.
  package static func current(root: URL) -> RunEnvironment {
    let description = (try? String(contentsOfFile: "/proc/cpuinfo", encoding: .utf8)) ?? ""
    return RunEnvironment(
      processor: field("model name", of: description) ?? "unknown",
      kernelLevel: kernelLevel(flags: field("flags", of: description) ?? ""),
      libraries: loadedLibraries(), commit: commit(of: root))
  }

  private static func field(_ name: String, of description: String) -> String? {
    description.split(separator: "\n").first { $0.hasPrefix(name) }
      .flatMap { $0.split(separator: ":", maxSplits: 1).last }
      .map { $0.trimmingCharacters(in: .whitespaces) }
  }

  /// The level that kernels with run-time dispatch choose on a processor with these flags.
  private static func kernelLevel(flags: String) -> String {
    let flags = Set(flags.split(separator: " "))
    if flags.isSuperset(of: ["avx512f", "avx512vl", "avx2", "fma"]) { return "AVX-512" }
    return flags.isSuperset(of: ["avx2", "fma"]) ? "AVX2" : "plain"
  }

  /// Versions of the libraries that are linked into this program, asked of themselves.
  private static func loadedLibraries() -> [String] {
    typealias NoArguments = @convention(c) () -> UnsafePointer<CChar>?
    typealias OnePointer = @convention(c) (UnsafeRawPointer?) -> UnsafePointer<CChar>?
    func symbol<Function>(_ name: String, as type: Function.Type) -> Function? {
      dlsym(nil, name).map { unsafeBitCast($0, to: type) }
    }
    var versions: [String] = []
    if let text = symbol("openblas_get_config", as: NoArguments.self)?() {
      versions.append(String(cString: text).split(separator: " ").prefix(2).joined(separator: " "))
    }
    if let text = symbol("cairo_version_string", as: NoArguments.self)?() {
      versions.append("cairo \(String(cString: text))")
    }
    if let text = symbol("png_get_libpng_ver", as: OnePointer.self)?(nil) {
      versions.append("libpng \(String(cString: text))")
    }
    if let text = symbol("sqlite3_libversion", as: NoArguments.self)?() {
      versions.append("SQLite \(String(cString: text))")
    }
    return versions.sorted()
  }

  private static func commit(of root: URL) -> String? {
    guard let head = git(["rev-parse", "HEAD"], root), !head.isEmpty else { return nil }
    let isEdited = git(["status", "--porcelain", "--untracked-files=no"], root) != ""
    return isEdited ? head + "+" : head
  }

  /// What git prints, without the last line end. Nil where git, or a repository, is missing.
  private static func git(_ arguments: [String], _ root: URL) -> String? {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = ["git", "-C", root.path] + arguments
    let output = Pipe()
    process.standardOutput = output
    process.standardError = FileHandle.nullDevice
    guard (try? process.run()) != nil else { return nil }
    let data = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    guard process.terminationStatus == 0 else { return nil }
    return String(decoding: data, as: UTF8.self).trimmingCharacters(in: .newlines)
  }
}
