import BookStore

/// The value of a result, as the cells that read it see it.
package struct InputValue: Sendable {
  package var bytes: StoredBytes
  package var isQuick: Bool
  /// Ids of the stale results that it rests on, sorted; its own id if it is stale itself.
  package var staleInputs: [String]
  /// Whether it measures the process, or rests on a value that does.
  package var isMeasured = false
}

extension CellOutcome {
  /// The value for the cells that read it, if there is one.
  var inputValue: InputValue? {
    content.map { InputValue(bytes: $0, isQuick: isQuick, staleInputs: staleInputs, isMeasured: isMeasured) }
  }
}
