/// Words of Swift that a result's name must not take.
enum SwiftKeywords {
  /// Words that cannot be used as an identifier without backticks.
  static let reserved: Set<String> = [
    "Any", "Self", "as", "associatedtype", "break", "case", "catch", "class", "continue", "default", "defer",
    "deinit", "do", "else", "enum", "extension", "fallthrough", "false", "fileprivate", "for", "func",
    "guard",
    "if", "import", "in", "init", "inout", "internal", "is", "let", "nil", "operator", "precedencegroup",
    "private", "protocol", "public", "repeat", "rethrows", "return", "self", "static", "struct", "subscript",
    "super", "switch", "throw", "throws", "true", "try", "typealias", "var", "where", "while", "await",
  ]

  /// Functions of the standard library and Foundation that a parameter of the same name would hide.
  static let functions: Set<String> = [
    "abs", "acos", "asin", "assert", "atan", "cbrt", "ceil", "cos", "cosh", "debugPrint", "dump", "erf",
    "exp",
    "fabs", "fatalError", "floor", "fmax", "fmin", "hypot", "log", "log10", "log2", "max", "min", "pow",
    "precondition", "preconditionFailure", "print", "readLine", "repeatElement", "round", "sequence", "sin",
    "sinh", "sqrt", "stride", "swap", "tan", "tanh", "trunc", "type", "zip",
  ]

  /// Keywords after which an expression begins.
  static let beforeExpression: Set<String> = [
    "return", "throw", "try", "await", "in", "is", "as", "case", "if", "while", "guard", "switch", "where",
    "else",
    "let", "var", "repeat", "do", "defer", "yield", "consume", "copy", "borrow", "inout", "#if", "#elseif",
  ]
}
