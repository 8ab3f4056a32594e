// swift-tools-version: 6.2
import PackageDescription

/// Continuous integration sets `NEMON_BOOK_STRICT`, so that a warning of ours fails the build there
/// while a newer compiler's new warnings never stop a reader.
let strict = Context.environment["NEMON_BOOK_STRICT"] != nil

let ours: [SwiftSetting] =
  [.swiftLanguageMode(.v6), .enableUpcomingFeature("MemberImportVisibility")]
  + (strict ? [.treatAllWarnings(as: .error)] : [])

/// What knows nothing of a paper: the book engine.
func engine(_ name: String, _ dependencies: [Target.Dependency] = []) -> Target {
  .target(name: name, dependencies: dependencies, path: "Sources/Engine/" + name, swiftSettings: ours)
}

/// What this paper's book stands on.
func nemon(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
  .target(name: name, dependencies: dependencies, path: "Sources/Nemon/" + name, swiftSettings: ours)
}

func system(_ name: String, _ pkgConfig: String, apt: String, brew: String) -> Target {
  .systemLibrary(
    name: name, path: "Sources/System/" + name, pkgConfig: pkgConfig,
    providers: [.apt([apt]), .brew([brew])])
}

func tests(_ folder: String, _ name: String, _ dependencies: [Target.Dependency]) -> Target {
  .testTarget(
    name: name + "Tests", dependencies: dependencies, path: "Tests/\(folder)/\(name)Tests",
    swiftSettings: ours)
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
    system("COpenBLAS", "openblas", apt: "libopenblas-dev", brew: "openblas"),
    system("CCairo", "cairo", apt: "libcairo2-dev", brew: "cairo"),
    system("CLibPNG", "libpng", apt: "libpng-dev", brew: "libpng"),
    system("CLibcrypto", "libcrypto", apt: "libssl-dev", brew: "openssl@3"),
    system("CZlib", "zlib", apt: "zlib1g-dev", brew: "zlib"),
    .target(name: "CPNG", dependencies: ["CLibPNG"], path: "Sources/System/CPNG"),
    .target(name: "CKernels", path: "Sources/System/CKernels"),

    // The chapters' syntax and the tool that turns cells into Swift files.
    engine("Diagnostics"),
    engine("ChapterSyntax", ["Diagnostics"]),
    engine("Digests", ["CLibcrypto"]),
    .executableTarget(
      name: "tangle", dependencies: ["ChapterSyntax", "Diagnostics", "Digests"],
      path: "Sources/Engine/tangle", swiftSettings: ours),
    .plugin(name: "Tangle", capability: .buildTool(), dependencies: ["tangle"]),

    // The mathematics.
    nemon("LinearAlgebra", ["CKernels", "COpenBLAS"]),
    nemon("ImplicitNetworks", ["LinearAlgebra", "CKernels"]),
    nemon("Robustness", ["ImplicitNetworks", "LinearAlgebra"]),
    nemon("ImageData", ["Digests", "CZlib"]),
    nemon("Records", []),
    nemon(
      "Training",
      [
        "CKernels", "Digests", "ImageData", "ImplicitNetworks", "LinearAlgebra", "Records", "Robustness",
        "Shards",
      ]),
    nemon(
      "Attacks",
      [
        "CKernels", "ImageData", "ImplicitNetworks", "LinearAlgebra", "Records", "Robustness", "Training",
      ]),

    // The book.
    engine("Plotting", ["CCairo", "CPNG"]),
    engine("Shards"),
    engine("CellKit", ["Shards"]),
    engine("CellPlotting", ["CellKit", "Plotting"]),
    .target(
      name: "Chapters",
      dependencies: [
        "Attacks", "CellKit", "CellPlotting", "ImageData", "ImplicitNetworks", "LinearAlgebra", "Plotting",
        "Records", "Robustness", "Training",
      ],
      path: "chapters", exclude: ["claims.json", "frozen", "references.bib"],
      swiftSettings: ours,
      plugins: ["Tangle"]),
    engine(
      "BookEngine",
      [
        "CellKit", "ChapterSyntax", "Diagnostics", "Digests", "Plotting",
        .product(name: "GRDB", package: "GRDB.swift"),
      ]),
    nemon(
      "Benchmarks",
      ["CKernels", "ImageData", "ImplicitNetworks", "LinearAlgebra", "Records", "Training"]),
    engine(
      "BookCommands",
      [
        "Benchmarks", "BookEngine", "CellKit", "ChapterSyntax", "Diagnostics", "Digests", "ImageData",
        "ImplicitNetworks", "Plotting",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
        .product(name: "FlyingFox", package: "FlyingFox"),
      ]),
    .executableTarget(
      name: "nemon-book", dependencies: ["BookCommands", "CellKit", "Chapters"],
      path: "Sources/Nemon/nemon-book", swiftSettings: ours),

    // What tests compare with: reference values, central differences, random models.
    .target(
      name: "Oracles", dependencies: ["ImplicitNetworks", "LinearAlgebra"], path: "Tests/Oracles",
      exclude: ["README.md", "certificates.json", "reference.json"], swiftSettings: ours),
    tests("Engine", "ChapterSyntax", ["ChapterSyntax", "Diagnostics"]),
    tests("Engine", "Tangle", ["ChapterSyntax", "Diagnostics"]),
    tests("Nemon", "Oracles", ["Oracles"]),
    tests("Nemon", "LinearAlgebra", ["LinearAlgebra", "Oracles"]),
    tests("Nemon", "ImplicitNetworks", ["ImplicitNetworks", "LinearAlgebra", "Oracles"]),
    tests("Nemon", "Robustness", ["ImplicitNetworks", "LinearAlgebra", "Oracles", "Robustness"]),
    tests("Nemon", "ImageData", ["Digests", "ImageData"]),
    tests(
      "Nemon", "Training",
      [
        "CKernels", "ImageData", "ImplicitNetworks", "LinearAlgebra", "Records", "Robustness", "Shards",
        "Training",
      ]),
    tests("Nemon", "Records", ["Records"]),
    tests(
      "Nemon", "Attacks",
      ["Attacks", "ImageData", "ImplicitNetworks", "LinearAlgebra", "Robustness", "Training"]),
    tests("Engine", "Plotting", ["Plotting"]),
    tests("Nemon", "Chapters", ["CellKit", "Chapters"]),
    tests("Engine", "Shards", ["Shards"]),
    tests("Engine", "CellKit", ["CellKit"]),
    tests(
      "Engine", "BookEngine",
      ["BookEngine", "CellKit", "ChapterSyntax", "Diagnostics", "Digests", "Plotting"]),
    tests(
      "Engine", "BookCommands",
      ["BookCommands", "BookEngine", "CellKit", "ChapterSyntax", "Diagnostics", "Digests"]),
  ],
  swiftLanguageModes: [.v6]
)
