/// Collects the marks of a plot or the panels of a grid, in order; loops and conditions may be used.
@resultBuilder
public enum ListBuilder<Element> {
  public static func buildExpression(_ element: Element) -> [Element] { [element] }
  /// Several, such as a function makes.
  public static func buildExpression(_ elements: [Element]) -> [Element] { elements }
  /// Those of `parts` one after the other: later marks are drawn over earlier ones.
  public static func buildBlock(_ parts: [Element]...) -> [Element] { parts.flatMap { $0 } }
  /// Those of an `if` without `else`.
  public static func buildOptional(_ part: [Element]?) -> [Element] { part ?? [] }
  /// Those of the first branch.
  public static func buildEither(first part: [Element]) -> [Element] { part }
  /// Those of the other branch.
  public static func buildEither(second part: [Element]) -> [Element] { part }
  /// Those of all rounds of a `for` loop.
  public static func buildArray(_ parts: [[Element]]) -> [Element] { parts.flatMap { $0 } }
}
