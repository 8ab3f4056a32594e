/// Collects the marks of a plot; loops and conditions may be used.
@resultBuilder
public enum MarkBuilder {
  /// A mark.
  public static func buildExpression(_ mark: any Mark) -> [any Mark] { [mark] }
  /// An array of marks, such as a function makes.
  public static func buildExpression(_ marks: [any Mark]) -> [any Mark] { marks }
  /// The marks of `parts` one after the other: later ones are drawn over earlier ones.
  public static func buildBlock(_ parts: [any Mark]...) -> [any Mark] { parts.flatMap { $0 } }
  /// The marks of an `if` without `else`; none where `part` is nil.
  public static func buildOptional(_ part: [any Mark]?) -> [any Mark] { part ?? [] }
  /// The marks of the first branch, `part`.
  public static func buildEither(first part: [any Mark]) -> [any Mark] { part }
  /// The marks of the other branch, `part`.
  public static func buildEither(second part: [any Mark]) -> [any Mark] { part }
  /// The marks of all rounds of a `for` loop, whose `parts` they are.
  public static func buildArray(_ parts: [[any Mark]]) -> [any Mark] { parts.flatMap { $0 } }
}

/// Collects the panels of a grid; loops and conditions may be used.
@resultBuilder
public enum PanelBuilder {
  /// One panel, `plot`.
  public static func buildExpression(_ plot: Plot) -> [Plot] { [plot] }
  /// An array of panels, `plots`, such as a function makes.
  public static func buildExpression(_ plots: [Plot]) -> [Plot] { plots }
  /// The panels of `parts` one after the other.
  public static func buildBlock(_ parts: [Plot]...) -> [Plot] { parts.flatMap { $0 } }
  /// The panels of an `if` without `else`; none where `part` is nil.
  public static func buildOptional(_ part: [Plot]?) -> [Plot] { part ?? [] }
  /// The panels of the first branch, `part`.
  public static func buildEither(first part: [Plot]) -> [Plot] { part }
  /// The panels of the other branch, `part`.
  public static func buildEither(second part: [Plot]) -> [Plot] { part }
  /// The panels of all rounds of a `for` loop, whose `parts` they are.
  public static func buildArray(_ parts: [[Plot]]) -> [Plot] { parts.flatMap { $0 } }
}
