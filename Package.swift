// swift-tools-version: 6.2
import PackageDescription

/// Continuous integration sets `NEMON_BOOK_STRICT`, so that a warning of ours fails the build there
/// while a newer compiler's new warnings never stop a reader.
let strict = Context.environment["NEMON_BOOK_STRICT"] != nil

let ours: [SwiftSetting] =
  [.swiftLanguageMode(.v6), .enableUpcomingFeature("MemberImportVisibility")]
  + (strict ? [.treatAllWarnings(as: .error)] : [])

/// What knows nothing of a paper: the book engine.
func engine(
  _ name: String, in folder: String? = nil, _ dependencies: [Target.Dependency] = [],
  embedding resources: String? = nil
) -> Target {
  .target(
    name: name, dependencies: dependencies, path: "Sources/Engine/" + (folder ?? name),
    resources: resources.map { [.embedInCode($0)] }, swiftSettings: ours)
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

/// What cells may call.
let cellModules: [Target.Dependency] = [
  "Attacks", "CellKit", "CellPlotting", "CertifiedTraining", "ImageData", "ImplicitNetworks",
  "JudgedNetworks", "Judging", "LinearAlgebra", "Measurements", "Plotting", "Records", "Robustness",
  "Training", "Trials",
]

/// The results are optimised, each chapter's file by itself.
let fileByFile: [SwiftSetting] = [
  .unsafeFlags(["-no-whole-module-optimization", "-incremental"], .when(configuration: .release))
]

/// The program holds the figures, tables and claims: they need no optimiser, and an edit of one compiles its chapter
/// alone. In release the compiler forgets what it compiled unless it is told otherwise.
let quicklyCompiled: [SwiftSetting] = fileByFile + [.unsafeFlags(["-Onone"], .when(configuration: .release))]

/// In half the time of the linker that is the default.
let quicklyLinked: [LinkerSetting] = [.unsafeFlags(["-use-ld=lld"], .when(platforms: [.linux]))]

/// What lies in `chapters/` and is no source.
let besideChapters = ["claims.json", "frozen", "references.bib"]

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
    // For other books: what a program imports, what its chapters depend on, and what makes Swift of them.
    .library(name: "ExecutableBook", targets: ["ExecutableBook"]),
    .library(name: "Cells", targets: ["CellKit", "CellPlotting", "Plotting"]),
    .plugin(name: "Tangle", targets: ["Tangle"]),
    .library(name: "Plotting", targets: ["Plotting"]),
  ],
  dependencies: [
    .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
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
    engine("Support"),
    engine("ChapterSyntax", ["Support"]),
    engine("Digests", ["CLibcrypto"]),
    .executableTarget(
      name: "tangle", dependencies: ["ChapterSyntax", "Digests", "Support"],
      path: "Sources/Engine/tangle", swiftSettings: ours),
    .plugin(name: "Tangle", capability: .buildTool(), dependencies: ["tangle"]),

    // The mathematics.
    nemon("LinearAlgebra", ["CKernels", "COpenBLAS"]),
    nemon("ImplicitNetworks", ["LinearAlgebra", "CKernels"]),
    nemon("Robustness", ["ImplicitNetworks", "LinearAlgebra"]),
    nemon("NetworkFiles", ["CZlib", "ImplicitNetworks", "LinearAlgebra"]),
    nemon("ImageData", ["Digests", "CZlib"]),
    nemon("Records", []),
    nemon("Measurements", ["Records"]),
    nemon("Trials", ["Measurements", "Records"]),
    nemon("JudgedNetworks", []),
    nemon(
      "Training",
      [
        "CKernels", "Digests", "ImageData", "ImplicitNetworks", "LinearAlgebra", "Records", "Robustness",
        "Shards",
      ]),
    nemon(
      "CertifiedTraining",
      [
        "CKernels", "ImageData", "ImplicitNetworks", "LinearAlgebra", "Records", "Robustness", "Shards",
        "Training",
      ]),
    nemon(
      "Attacks",
      [
        "CKernels", "ImageData", "ImplicitNetworks", "LinearAlgebra", "Measurements", "Records", "Robustness",
        "Shards", "Training", "Trials",
      ]),
    nemon(
      "Judging",
      [
        "Attacks", "CertifiedTraining", "ImageData", "ImplicitNetworks", "JudgedNetworks", "LinearAlgebra",
        "Records", "Robustness", "Shards", "Training",
      ]),

    // The book.
    engine("Plotting", ["CCairo", "CPNG"]),
    engine("Shards"),
    engine("CellKit", ["Shards"]),
    engine("CellPlotting", ["CellKit", "Plotting"]),
    .target(
      name: "Chapters",
      dependencies: cellModules, path: "chapters", exclude: besideChapters + ["Book.swift"],
      swiftSettings: ours + fileByFile, plugins: ["Tangle"]),
    engine(
      "BookStore", ["CellKit", "Digests", "Shards", "Support", .product(name: "GRDB", package: "GRDB.swift")]),
    engine("BookEvaluation", ["BookStore", "CZlib", "CellKit", "ChapterSyntax", "Digests", "Support"]),
    engine(
      "BookSite", ["BookEvaluation", "BookStore", "CZlib", "CellKit", "ChapterSyntax", "Digests", "Support"],
      embedding: "Resources"),
    engine(
      "ExecutableBook", in: "CommandLine",
      [
        "BookEvaluation", "BookSite", "BookStore", "CellKit", "ChapterSyntax", "Digests", "Plotting",
        "Support",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ], embedding: "Resources"),
    nemon(
      "BookTools",
      [
        "BookEvaluation", "BookStore", "CKernels", "COpenBLAS", "CellKit", "CertifiedTraining",
        "ChapterSyntax", "Digests", "ExecutableBook", "ImageData", "ImplicitNetworks", "LinearAlgebra",
        "NetworkFiles", "Plotting", "Records", "Robustness", "Support", "Training",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ]),
    .executableTarget(
      name: "nemon-book", dependencies: ["BookTools", "Chapters", "ExecutableBook"] + cellModules,
      path: "chapters", exclude: besideChapters, sources: ["Book.swift"],
      swiftSettings: ours + quicklyCompiled, linkerSettings: quicklyLinked, plugins: ["Tangle"]),

    // What tests compare with: reference values, central differences, random models.
    .target(
      name: "Oracles", dependencies: ["ImplicitNetworks", "LinearAlgebra", "Robustness"],
      path: "Tests/Oracles",
      exclude: ["README.md", "certificates.json", "reference.json"], swiftSettings: ours),
    // Seeded inputs for parsers.
    .target(name: "MutatedInputs", path: "Tests/MutatedInputs", swiftSettings: ours),
    tests("Engine", "Support", ["Support"]),
    tests("Engine", "ChapterSyntax", ["ChapterSyntax", "MutatedInputs", "Support"]),
    tests("Engine", "Tangle", ["BookTesting", "ChapterSyntax", "Support"]),
    tests("Nemon", "Oracles", ["Oracles"]),
    tests("Nemon", "LinearAlgebra", ["LinearAlgebra", "Oracles"]),
    tests("Nemon", "ImplicitNetworks", ["ImplicitNetworks", "LinearAlgebra", "Oracles"]),
    tests(
      "Nemon", "Robustness", ["ImplicitNetworks", "LinearAlgebra", "MutatedInputs", "Oracles", "Robustness"]),
    tests(
      "Nemon", "NetworkFiles",
      ["ImplicitNetworks", "LinearAlgebra", "MutatedInputs", "NetworkFiles", "Oracles"]),
    tests("Nemon", "ImageData", ["Digests", "ImageData", "MutatedInputs"]),
    tests(
      "Nemon", "Training",
      [
        "CKernels", "ImageData", "ImplicitNetworks", "LinearAlgebra", "Oracles", "Records", "Robustness",
        "Shards", "Training",
      ]),
    tests(
      "Nemon", "CertifiedTraining",
      [
        "CertifiedTraining", "CKernels", "ImageData", "ImplicitNetworks", "LinearAlgebra", "Oracles",
        "Robustness",
        "Shards", "Training",
      ]),
    tests(
      "Nemon", "Judging",
      [
        "CertifiedTraining", "ImageData", "ImplicitNetworks", "JudgedNetworks", "Judging", "LinearAlgebra",
        "Records", "Robustness", "Shards", "Training",
      ]),
    tests("Nemon", "Records", ["Measurements", "Records"]),
    tests(
      "Nemon", "Attacks",
      [
        "Attacks", "ImageData", "ImplicitNetworks", "LinearAlgebra", "Measurements", "Oracles", "Records",
        "Robustness", "Shards", "Training", "Trials",
      ]),
    tests("Engine", "Plotting", ["CCairo", "MutatedInputs", "Plotting"]),
    tests("Nemon", "Chapters", ["CellKit", "Chapters"]),
    tests("Engine", "Shards", ["MutatedInputs", "Shards"]),
    tests("Engine", "CellKit", ["CellKit", "MutatedInputs"]),
    // Books that exist only in tests.
    .target(
      name: "BookTesting",
      dependencies: ["BookEvaluation", "BookStore", "CellKit", "ChapterSyntax", "Digests", "Support"],
      path: "Tests/Engine/BookTesting", swiftSettings: ours),
    tests("Engine", "BookStore", ["BookStore", "BookTesting", "CellKit", "Digests", "Support"]),
    tests(
      "Engine", "BookEvaluation",
      [
        "BookEvaluation", "BookStore", "BookTesting", "CellKit", "ChapterSyntax", "Digests", "MutatedInputs",
        "Support",
      ]),
    tests(
      "Engine", "BookSite",
      [
        "BookEvaluation", "BookSite", "BookStore", "BookTesting", "CellKit", "ChapterSyntax", "Digests",
        "MutatedInputs", "Support",
      ]),
    tests(
      "Engine", "CommandLine",
      [
        "BookEvaluation", "BookSite", "BookStore", "BookTesting", "CellKit", "ChapterSyntax", "Digests",
        "ExecutableBook", "MutatedInputs", "Support", "sample-book",
      ]),
    .executableTarget(
      name: "sample-book", dependencies: ["CellKit", "ChapterSyntax", "Digests", "ExecutableBook"],
      path: "Tests/Engine/SampleBook", swiftSettings: ours),
    tests(
      "Nemon", "BookTools",
      [
        "BookEvaluation", "BookStore", "BookTools", "CellKit", "ChapterSyntax", "Digests", "ExecutableBook",
        "ImplicitNetworks", "LinearAlgebra", "NetworkFiles", "Records", "Support", "Training",
      ]),
  ],
  swiftLanguageModes: [.v6]
)
