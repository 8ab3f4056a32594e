import Foundation

#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// What a book's own code tells of the machine that it runs on.
public struct Machine: Sendable {
  /// Which of its own kernels the code chose for the processor; empty where it has none. Traces keep it.
  public var kernels: @Sendable () -> String
  /// What decides about values in the system's libraries that the cells' modules call, by the module that stands for
  /// each: version and kernels. It is in the keys of the cells that may call them.
  public var libraries: @Sendable () -> [String: String]
  /// Billions of operations a second, to compare times taken on different machines; nil where nobody measures.
  public var gigaflops: (@Sendable () -> Double)?

  /// The parameters are the properties of the same names.
  public init(
    kernels: @escaping @Sendable () -> String = { "" },
    libraries: @escaping @Sendable () -> [String: String] = { [:] },
    gigaflops: (@Sendable () -> Double)? = nil
  ) {
    (self.kernels, self.libraries, self.gigaflops) = (kernels, libraries, gigaflops)
  }
}

/// What decides about values in the system's libraries that every book's program runs with, asked of themselves.
enum LinkedLibraries {
  /// By the module that stands for each; under an empty name what every cell calls. A library that is not there has no
  /// entry.
  static var all: [String: String] {
    var all = ["": cLibrary]
    all["CCairo"] = text("cairo_version_string", as: NoArguments.self) { $0() }.map { "cairo \($0)" }
    all["CLibPNG"] = text("png_get_libpng_ver", as: OnePointer.self) { $0(nil) }.map { "libpng \($0)" }
    return all
  }

  private typealias NoArguments = @convention(c) () -> UnsafePointer<CChar>?
  private typealias OnePointer = @convention(c) (UnsafeRawPointer?) -> UnsafePointer<CChar>?

  /// The exponential function and its kin have two forms in glibc, which differ in the last bit of some values.
  private static var cLibrary: String {
    #if canImport(Darwin)
      return "libSystem \(ProcessInfo.processInfo.operatingSystemVersionString)"
    #else
      let version = text("gnu_get_libc_version", as: NoArguments.self) { $0() } ?? "unknown"
      // Called where it lies, so that no compiler computes it beforehand; its two forms differ here in the last bit.
      typealias Function = @convention(c) (Double) -> Double
      let exponential = dlsym(nil, "exp").map { unsafeBitCast($0, to: Function.self) }
      let isFused =
        exponential?(Double(bitPattern: 0x400C_A6C8_AEDF_EDC4)).bitPattern == 0x4041_F66B_2456_7131
      return "glibc \(version), \(isFused ? "fused" : "plain") functions"
    #endif
  }

  private static func text<Function>(
    _ symbol: String, as type: Function.Type, _ call: (Function) -> UnsafePointer<CChar>?
  ) -> String? {
    #if canImport(Darwin)
      let everywhere = UnsafeMutableRawPointer(bitPattern: -2)
    #else
      let everywhere: UnsafeMutableRawPointer? = nil
    #endif
    return dlsym(everywhere, symbol).flatMap { call(unsafeBitCast($0, to: type)).map { String(cString: $0) } }
  }
}
