// swift-tools-version: 6.2
import PackageDescription

let ours: [SwiftSetting] = [.swiftLanguageMode(.v6), .enableUpcomingFeature("MemberImportVisibility")]
/// Of an edited chapter, only its file is compiled again.
let fileByFile: [SwiftSetting] = [
  .unsafeFlags(["-no-whole-module-optimization", "-incremental"], .when(configuration: .release))
]
/// What cells may call.
let cellModules: [Target.Dependency] = [
  "FixedPointRecords", "FixedPoints", .product(name: "Cells", package: "nemon-book"),
]
/// What lies in `chapters/` and is no source.
let besideChapters = ["claims.json", "references.bib"]
let tangle: Target.PluginUsage = .plugin(name: "Tangle", package: "nemon-book")

let package = Package(
  name: "anderson-book",
  platforms: [.macOS(.v15)],
  dependencies: [.package(name: "nemon-book", path: "../..")],
  targets: [
    .target(name: "FixedPointRecords", swiftSettings: ours),
    .target(name: "FixedPoints", dependencies: ["FixedPointRecords"], swiftSettings: ours),
    .target(
      name: "AndersonChapters",
      dependencies: cellModules, path: "chapters", exclude: besideChapters + ["Book.swift"],
      swiftSettings: ours + fileByFile, plugins: [tangle]),
    .executableTarget(
      name: "anderson-book",
      dependencies: ["AndersonChapters", .product(name: "ExecutableBook", package: "nemon-book")]
        + cellModules,
      path: "chapters", exclude: besideChapters, sources: ["Book.swift"],
      // The program holds the figures, tables and claims: they need no optimiser.
      swiftSettings: ours + fileByFile + [.unsafeFlags(["-Onone"], .when(configuration: .release))],
      linkerSettings: [.unsafeFlags(["-use-ld=lld"], .when(platforms: [.linux]))], plugins: [tangle]),
  ],
  swiftLanguageModes: [.v6]
)
