/// A kind of network, by the name that figures and messages show.
package enum Family: String, Codable, Hashable, Sendable, CaseIterable {
  case nemon = "NEMON"
  case idl = "IDL"
  case mon = "MON"
  /// No implicit layer.
  case explicit

  /// The name that readers see.
  package var title: String { rawValue }
}
