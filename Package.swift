// swift-tools-version: 6.2
import PackageDescription

/// Continuous integration sets `NEMON_BOOK_STRICT`, so that a warning of ours fails the build there
/// while a newer compiler's new warnings never stop a reader.
let strict = Context.environment["NEMON_BOOK_STRICT"] != nil

let ours: [SwiftSetting] =
  [.swiftLanguageMode(.v6), .enableUpcomingFeature("MemberImportVisibility")]
  + (strict ? [.treatAllWarnings(as: .error)] : [])

func library(_ name: String, _ dependencies: [Target.Dependency] = []) -> Target {
  .target(name: name, dependencies: dependencies, swiftSettings: ours)
}

func tests(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
  .testTarget(name: name + "Tests", dependencies: dependencies, swiftSettings: ours)
}

let package = Package(
  name: "nemon-book",
  platforms: [.macOS(.v15)],
  products: [
    .executable(name: "nemon-book", targets: ["nemon-book"]),
    .library(name: "ImplicitNetworks", targets: ["LinearAlgebra", "ImplicitNetworks", "Robustness"]),
    .library(name: "Plotting", targets: ["Plotting"]),
  ],
  dependencies: [
    .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/swhitty/FlyingFox", from: "0.27.1"),
    // For `swift package generate-documentation` only.
    .package(url: "https://github.com/swiftlang/swift-docc-plugin", from: "1.5.0"),
  ],
  targets: [
    // System libraries and C.
    .systemLibrary(
      name: "COpenBLAS", pkgConfig: "openblas",
      providers: [.apt(["libopenblas-dev"]), .brew(["openblas"])]),
    .systemLibrary(
      name: "CCairo", pkgConfig: "cairo", providers: [.apt(["libcairo2-dev"]), .brew(["cairo"])]),
    .systemLibrary(
      name: "CLibPNG", pkgConfig: "libpng", providers: [.apt(["libpng-dev"]), .brew(["libpng"])]),
    .systemLibrary(
      name: "CLibcrypto", pkgConfig: "libcrypto",
      providers: [.apt(["libssl-dev"]), .brew(["openssl@3"])]),
    .systemLibrary(
      name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"]), .brew(["zlib"])]),
    .target(name: "CPNG", dependencies: ["CLibPNG"]),
    .target(name: "CKernels"),

    // The chapters' syntax and the tool that turns cells into Swift files.
    library("Diagnostics"),
    library("ChapterSyntax", ["Diagnostics"]),
    library("Digests", ["CLibcrypto"]),
    .executableTarget(
      name: "tangle", dependencies: ["ChapterSyntax", "Diagnostics", "Digests"], swiftSettings: ours),
    .plugin(name: "Tangle", capability: .buildTool(), dependencies: ["tangle"]),

    // The mathematics.
    library("LinearAlgebra", ["CKernels", "COpenBLAS"]),
    library("ImplicitNetworks", ["LinearAlgebra", "CKernels"]),
    library("Robustness", ["ImplicitNetworks", "LinearAlgebra"]),
    library("ImageData", ["Digests", "CZlib"]),
    library(
      "Training", ["CKernels", "ImageData", "ImplicitNetworks", "LinearAlgebra", "Robustness"]),

    // The book.
    library("Plotting", ["CCairo", "CPNG"]),
    library("CellKit"),
    library("CellPlotting", ["CellKit", "Plotting"]),
    .target(
      name: "Chapters",
      dependencies: [
        "CellKit", "CellPlotting", "ImageData", "ImplicitNetworks", "LinearAlgebra", "Plotting",
        "Robustness", "Training",
      ],
      path: "chapters", exclude: ["claims.json", "frozen", "references.bib"],
      swiftSettings: ours,
      plugins: ["Tangle"]),
    library(
      "BookEngine",
      [
        "CellKit", "ChapterSyntax", "Diagnostics", "Digests", "Plotting",
        .product(name: "GRDB", package: "GRDB.swift"),
      ]),
    library(
      "Benchmarks", ["CKernels", "ImageData", "ImplicitNetworks", "LinearAlgebra", "Training"]),
    library(
      "BookCommands",
      [
        "Benchmarks", "BookEngine", "CellKit", "ChapterSyntax", "Diagnostics", "Digests", "ImageData",
        "ImplicitNetworks", "Plotting",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
        .product(name: "FlyingFox", package: "FlyingFox"),
      ]),
    .executableTarget(
      name: "nemon-book", dependencies: ["BookCommands", "CellKit", "Chapters"], swiftSettings: ours),

    // What tests compare with: reference values, central differences, random models.
    .target(
      name: "Oracles", dependencies: ["ImplicitNetworks", "LinearAlgebra"], path: "Tests/Oracles",
      exclude: ["README.md", "certificates.json", "reference.json"], swiftSettings: ours),
    tests("ChapterSyntax", ["ChapterSyntax", "Diagnostics"]),
    tests("Tangle", ["ChapterSyntax", "Diagnostics"]),
    tests("Oracles", ["Oracles"]),
    tests("LinearAlgebra", ["LinearAlgebra", "Oracles"]),
    tests("ImplicitNetworks", ["ImplicitNetworks", "LinearAlgebra", "Oracles"]),
    tests("Robustness", ["ImplicitNetworks", "LinearAlgebra", "Oracles", "Robustness"]),
    tests("ImageData", ["Digests", "ImageData"]),
    tests(
      "Training", ["CKernels", "ImageData", "ImplicitNetworks", "LinearAlgebra", "Robustness", "Training"]),
    tests("Plotting", ["Plotting"]),
    tests("Chapters", ["CellKit", "Chapters"]),
    tests("CellKit", ["CellKit"]),
    tests(
      "BookEngine", ["BookEngine", "CellKit", "ChapterSyntax", "Diagnostics", "Digests", "Plotting"]),
    tests(
      "BookCommands",
      ["BookCommands", "BookEngine", "CellKit", "ChapterSyntax", "Diagnostics", "Digests"]),
  ],
  swiftLanguageModes: [.v6]
)
