/// A figure.
public struct Figure: Sendable {}
