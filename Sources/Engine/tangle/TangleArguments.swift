import ChapterSyntax

/// What stops the tool, beside the chapters' own mistakes.
enum TangleError: Error, Equatable {
  case unknownArgument(String)
  case missingValue(String)
  case missingArgument(String)
  case unknownPart(String)
  case unreadable(String)
  case unwritable(String)

  var text: String {
    switch self {
    case .unknownArgument(let argument): "unknown argument \(argument)"
    case .missingValue(let option): "\(option) needs a value"
    case .missingArgument(let option): "\(option) is missing"
    case .unknownPart(let name): "\(name) is no part of the cells: results or presentation"
    case .unreadable(let path): "cannot read \(path)"
    case .unwritable(let path): "cannot write \(path)"
    }
  }

  var exitCode: Int32 {
    switch self {
    case .unknownArgument, .missingValue, .missingArgument, .unknownPart: 2
    case .unreadable, .unwritable: 1
    }
  }
}

/// A module of the package, as the plugin describes it.
struct ModuleSources: Equatable {
  var name: String
  /// The modules that it depends on directly.
  var dependencies: [String] = []
  /// Absolute paths.
  var sources: [String] = []
}

/// The command line.
struct TangleArguments: Equatable {
  enum Output: Equatable {
    case cells(TangledChapter.Part, folder: String)
    case index(file: String, modules: [ModuleSources], swiftc: String?)
    case program(file: String)
    /// What the compiler said, to standard output in other words.
    case messages(log: String)
  }

  var output: Output
  var root: String
  var chapters: [String] = []
  /// The book's description, if it has one.
  var book: String?
  /// What the target of the chapters depends on.
  var modules: [String] = []
  /// The Swift files beside the chapters.
  var sources: [String] = []

  init(_ arguments: [String]) throws(TangleError) {
    var rest = arguments[...]
    var part, log: String?
    var isIndex = false
    var isProgram = false
    var root: String?
    var output: String?
    var swiftc: String?
    var modules: [ModuleSources] = []
    func value(_ option: String) throws(TangleError) -> String {
      guard let value = rest.popFirst() else { throw .missingValue(option) }
      return value
    }
    func addToModule(_ option: String, _ add: (inout ModuleSources, String) -> Void) throws(TangleError) {
      guard !modules.isEmpty else { throw .missingArgument("--module before \(option)") }
      add(&modules[modules.count - 1], try value(option))
    }
    while let argument = rest.popFirst() {
      switch argument {
      case "--cells": part = try value(argument)
      case "--index": isIndex = true
      case "--program": isProgram = true
      case "--messages": log = try value(argument)
      case "--book": book = try value(argument)
      case "--import": self.modules.append(try value(argument))
      case "--root": root = try value(argument)
      case "--output": output = try value(argument)
      case "--swiftc": swiftc = try value(argument)
      case "--module": modules.append(ModuleSources(name: try value(argument)))
      case "--depends": try addToModule(argument) { $0.dependencies.append($1) }
      case "--source": try addToModule(argument) { $0.sources.append($1) }
      case _ where argument.hasPrefix("-"): throw .unknownArgument(argument)
      default: if argument.hasSuffix(".swift") { sources.append(argument) } else { chapters.append(argument) }
      }
    }
    guard let root else { throw .missingArgument("--root") }
    self.root = root
    if let log {
      self.output = .messages(log: log)
      return
    }
    guard let output else { throw .missingArgument("--output") }
    if isIndex {
      self.output = .index(file: output, modules: modules, swiftc: swiftc)
    } else if let part {
      guard let part = TangledChapter.Part(rawValue: part) else { throw .unknownPart(part) }
      self.output = .cells(part, folder: output)
    } else if isProgram {
      self.output = .program(file: output)
    } else {
      throw .missingArgument("--cells, --index or --program")
    }
  }
}
