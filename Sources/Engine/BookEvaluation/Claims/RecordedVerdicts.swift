import CellKit
import Foundation
import Support

/// The verdicts that the authors stand by: `chapters/claims.json`, an object from claim id to verdict.
package struct RecordedVerdicts: Sendable, Equatable {
  package var verdicts: [String: Verdict]

  package init(_ verdicts: [String: Verdict] = [:]) { self.verdicts = verdicts }

  /// Empty where there is no file.
  package static func read(_ project: ProjectPaths) throws(RecordedVerdictsError) -> RecordedVerdicts {
    let file = project.recordedClaims
    guard FileManager.default.fileExists(atPath: file.path) else { return RecordedVerdicts() }
    guard let words = try? ReadableJSON.decode([String: String].self, from: file) else {
      throw .unreadable(path: file.path)
    }
    var verdicts: [String: Verdict] = [:]
    for (id, word) in words.sorted(by: { $0.key < $1.key }) {
      guard let verdict = Verdict(rawValue: word) else { throw .unknownVerdict(claim: id, word: word) }
      verdicts[id] = verdict
    }
    return RecordedVerdicts(verdicts)
  }

  /// Writes the file, with sorted keys, if it would differ.
  /// - Returns: whether it was written.
  package func write(_ project: ProjectPaths) throws -> Bool {
    try ReadableJSON.encode(verdicts.mapValues(\.rawValue)).writeIfDifferent(to: project.recordedClaims)
  }
}

/// Why `chapters/claims.json` cannot be used.
package enum RecordedVerdictsError: Error, Equatable, Sendable {
  case unreadable(path: String)
  case unknownVerdict(claim: String, word: String)
}
