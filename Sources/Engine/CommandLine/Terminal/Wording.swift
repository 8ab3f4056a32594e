import BookEvaluation
import BookStore
import CellKit
import Foundation

/// Words for things that several commands mention.
package enum Wording {
  /// Such as `8 reproduced, 1 stale`, in the order of the verdicts, without those that nothing has.
  static func counts(_ ledger: ClaimsLedger) -> String {
    let parts = Verdict.allCases.map { ($0, ledger.count($0)) }.filter { $0.1 > 0 }
    return parts.isEmpty ? "no claims" : parts.map { "\($0.1) \($0.0.words)" }.joined(separator: ", ")
  }

  static func text(_ repair: StoreRepair) -> String {
    switch repair {
    case .setAside(let name): "the database was damaged; it is kept as \(name), and a new one begins"
    case .dropped(let entries):
      "\(count(entries.count, "stored entry", "stored entries")) damaged, dropped and computed again where needed: "
        + Set(entries.map { $0.prefix(12) }).sorted().prefix(5).joined(separator: ", ")
        + (entries.count > 5 ? " and others" : "")
    }
  }

  static func text(_ reason: RerunReason) -> String {
    switch reason {
    case .neverRun: "it has never run"
    case .neverRunAt(let scale): "it has never run at \(scale.rawValue) scale"
    case .requested: "it was asked for"
    case .valueLost: "its stored value is lost"
    case .changed(.sources, let name):
      name.isEmpty ? "the sources that it may call changed" : "\(name) changed"
    case .changed(let kind, let name): "\(thing(kind, name)) changed"
    case .added(let kind, let name): "it now depends on \(thing(kind, name))"
    case .removed(let kind, let name): "it no longer depends on \(thing(kind, name))"
    }
  }

  static func thing(_ kind: Ingredient.Kind, _ name: String) -> String {
    switch kind {
    case .code: "its code"
    case .result: "the value of \(name)"
    case .sources: "the sources that it may call"
    case .library: name.isEmpty ? "the system's C library" : "the system's library \(name)"
    case .dataSet: "the data set \(name)"
    case .scale: "the scale"
    case .seed: "the seed"
    case .compiler: "the compiler"
    case .unknown: "what another version of the program counted"
    }
  }

  /// What the reasons are about, such as `the compiler, the data set photographs`.
  static func things(_ reasons: [RerunReason]) -> String {
    let things = reasons.compactMap { reason -> String? in
      switch reason {
      case .changed(let kind, let name), .added(let kind, let name), .removed(let kind, let name):
        thing(kind, name)
      case .neverRun, .neverRunAt, .requested, .valueLost: nil
      }
    }
    return things.joined(separator: ", ")
  }

  static func text(_ reasons: [RerunReason]) -> String { reasons.map { text($0) }.joined(separator: "; ") }

  /// Such as `0.034 s`, `12.3 s`, `4 min 10 s`, `3 h 5 min`.
  package static func duration(_ seconds: Double) -> String {
    if seconds < 1 { return "\(decimals(seconds, 3)) s" }
    if seconds < 100 { return "\(decimals(seconds, 1)) s" }
    let whole = Int(seconds.rounded())
    if whole < 3600 { return "\(whole / 60) min \(whole % 60) s" }
    return "\(whole / 3600) h \(whole % 3600 / 60) min"
  }

  private static func decimals(_ value: Double, _ count: Int) -> String {
    String(format: "%.\(count)f", value)
  }

  static func count(_ number: Int, _ singular: String, _ plural: String? = nil) -> String {
    "\(number) \(number == 1 ? singular : plural ?? singular + "s")"
  }
}
