/// Collects the marks of a plot; loops and conditions may be used.
@resultBuilder
public enum MarkBuilder {
  public static func buildExpression(_ mark: any Mark) -> [any Mark] { [mark] }
  public static func buildExpression(_ marks: [any Mark]) -> [any Mark] { marks }
  public static func buildBlock(_ parts: [any Mark]...) -> [any Mark] { parts.flatMap { $0 } }
  public static func buildOptional(_ part: [any Mark]?) -> [any Mark] { part ?? [] }
  public static func buildEither(first part: [any Mark]) -> [any Mark] { part }
  public static func buildEither(second part: [any Mark]) -> [any Mark] { part }
  public static func buildArray(_ parts: [[any Mark]]) -> [any Mark] { parts.flatMap { $0 } }
}

/// Collects the panels of a grid; loops and conditions may be used.
@resultBuilder
public enum PanelBuilder {
  public static func buildExpression(_ plot: Plot) -> [Plot] { [plot] }
  public static func buildExpression(_ plots: [Plot]) -> [Plot] { plots }
  public static func buildBlock(_ parts: [Plot]...) -> [Plot] { parts.flatMap { $0 } }
  public static func buildOptional(_ part: [Plot]?) -> [Plot] { part ?? [] }
  public static func buildEither(first part: [Plot]) -> [Plot] { part }
  public static func buildEither(second part: [Plot]) -> [Plot] { part }
  public static func buildArray(_ parts: [[Plot]]) -> [Plot] { parts.flatMap { $0 } }
}
