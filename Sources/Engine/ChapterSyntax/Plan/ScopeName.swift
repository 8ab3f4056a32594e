import Diagnostics

/// The names that are in scope in a cell without being results.
package enum ScopeName: String, CaseIterable, Sendable {
  case mnist, cifar10, scale, seed, progress, checkpoint

  /// Whether it is a data set.
  package var isDataSet: Bool { self == .mnist || self == .cifar10 }

  /// Whether a cell of `kind` may use it: data sets, progress and checkpoints belong to what takes long.
  package func isInScope(in kind: CellKind) -> Bool {
    switch kind {
    case .result, .swift: true
    case .figure, .table, .claim, .inline: self == .scale || self == .seed
    case .setup: false
    }
  }
}

extension SwiftTokens {
  /// The names that the text uses by themselves, with the place of the first use: neither members (after
  /// `.`) nor argument labels (before `:`, directly after `(` or `,` of round brackets).
  var usedNames: [String: SourceLocation] {
    var names: [String: SourceLocation] = [:]
    var isRound: [Bool] = []
    for (index, token) in tokens.enumerated() {
      if token.closes { _ = isRound.popLast() }
      if token.opens { isRound.append(token.kind == .string || token.text == "(") }
      guard let name = token.name, names[name] == nil else { continue }
      let previous = index > 0 ? tokens[index - 1] : nil
      if previous?.isPunctuation(".") ?? false { continue }
      let isFirst = previous.map { $0.opens || $0.isPunctuation(",") } ?? false
      let isBeforeColon = index + 1 < tokens.count && tokens[index + 1].isPunctuation(":")
      if isFirst, isBeforeColon, isRound.last ?? false { continue }
      names[name] = token.location
    }
    return names
  }
}

extension SwiftToken {
  func isPunctuation(_ text: String) -> Bool { kind == .punctuation && self.text == text }
}
