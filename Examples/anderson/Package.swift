// swift-tools-version: 6.2
import PackageDescription

let ours: [SwiftSetting] = [.swiftLanguageMode(.v6), .enableUpcomingFeature("MemberImportVisibility")]
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
      dependencies: ["FixedPointRecords", "FixedPoints", .product(name: "Cells", package: "nemon-book")],
      path: "chapters", exclude: besideChapters + ["Book.swift"], swiftSettings: ours, plugins: [tangle]),
    .executableTarget(
      name: "anderson-book",
      dependencies: ["AndersonChapters", .product(name: "ExecutableBook", package: "nemon-book")],
      path: "chapters", exclude: besideChapters, sources: ["Book.swift"],
      swiftSettings: ours,
      plugins: [tangle]),
  ],
  swiftLanguageModes: [.v6]
)
