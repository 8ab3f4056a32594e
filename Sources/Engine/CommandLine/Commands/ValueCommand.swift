import ArgumentParser
import BookEvaluation
import BookStore
import ChapterSyntax
import Foundation
import Support

struct ValueCommand: BookCommand {
  static var configuration: CommandConfiguration {
    let formats = BookDescription.current.valueFormats
    return CommandConfiguration(
      "value", "Print what a cell computed, for other programs.",
      """
      Computes nothing: it is the value of the last run at this scale. One that is not current is printed with a warning.
      """
        + (formats.isEmpty
          ? ""
          : "\n\nFormats beside JSON: " + formats.map { "\($0.name), \($0.help)" }.joined(separator: "; ")
            + "."),
      examples: "value trainings | jq length", "value trainings --where seed=1 --output seed-1.json")
  }

  @Argument(help: "The cell's id.", completion: .cells([.result, .table, .claim]))
  var id: String
  @OptionGroup var scale: ScaleOption
  @Option(help: "The form.")
  var format = "json"
  @Option(
    name: .customLong("where"),
    help:
      "Of a list only the elements with these fields, or fields of an object in them, such as lambda=1e-3,seed=2,width=100."
  )
  var selection: String?
  @Option(name: [.short, .long], help: "The file to write. Default: standard output.", completion: .file())
  var output: String?

  func run(in context: CommandContext) async throws {
    let (plan, store) = try context.plan(of: id, scale: scale.scale)
    guard plan.cell.kind != .figure, let value = plan.lastValue(at: scale.scale, in: store) else {
      throw ValueError.none(id)
    }
    let status = StatusRecord(plan)
    if status.state != "current" { context.console.complain("warning: \(id) is \(status.sentence)") }
    var data = try value.load()
    if let selection { data = try ValueSelection(selection).elements(of: data, id: id) }
    if format != "json" {
      let formats = context.description.valueFormats
      guard let form = formats.first(where: { $0.name == format }) else {
        throw ValidationError("--format is json" + formats.map { ", or \($0.name)" }.joined() + ".")
      }
      data = try form.data(data)
    }
    if let output {
      let file = URL(fileURLWithPath: output, relativeTo: context.directory)
      _ = try data.writeIfDifferent(to: file)
      return context.console.say("\(file.path): \(data.count) bytes")
    }
    guard format == "json" else { throw ValidationError("Give --output FILE: \(format) is no text.") }
    context.console.say(String(decoding: data, as: UTF8.self))
  }
}

/// Elements of a list by fields that are numbers or texts.
package struct ValueSelection {
  private var fields: [(name: String, value: String)]

  package init(_ text: String) throws {
    fields = try text.split(separator: ",").map { part in
      let sides = part.split(separator: "=", maxSplits: 1).map(String.init)
      guard sides.count == 2 else {
        throw ValidationError("--where takes name=value, separated by commas, such as lambda=1e-3,seed=2.")
      }
      return (sides[0], sides[1])
    }
  }

  /// The field, or that of an object in one of the fields, also where it is kept as JSON in a text: a trained network keeps its
  /// parameters so.
  private static func field(_ name: String, of members: [String: JSONTree]) -> JSONTree? {
    if let own = members[name] { return own }
    for (_, value) in members.sorted(by: { $0.key < $1.key }) {
      if case .object(let inner)? = value.parsed, let found = inner[name] { return found }
    }
    return nil
  }

  /// The JSON of the chosen elements; numbers keep their value, not their spelling.
  package func elements(of json: Data, id: String) throws -> Data {
    guard case .array(let all)? = try? JSONDecoder().decode(JSONTree.self, from: json) else {
      throw ValueError.noList(id)
    }
    let chosen = all.filter { element in
      guard case .object(let members) = element else { return false }
      return fields.allSatisfy { Self.field($0.name, of: members)?.isWritten($0.value) ?? false }
    }
    guard !chosen.isEmpty else { throw ValueError.nothing(id, of: all.count) }
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return try encoder.encode(JSONTree.array(chosen))
  }
}

package enum ValueError: ReportedError, Equatable {
  case none(String)
  case noList(String)
  case nothing(String, of: Int)

  package var sentence: String {
    switch self {
    case .none(let id): "\(id) has no value at this scale; compute it by `run \(id)`"
    case .noList(let id): "\(id) is no list, so --where chooses nothing"
    case .nothing(let id, let count): "none of the \(count) elements of \(id) has these fields"
    }
  }
}

/// Any JSON.
private enum JSONTree: Codable {
  case null
  case bool(Bool)
  case whole(Int64)
  case large(UInt64)
  case number(Double)
  case string(String)
  case array([JSONTree])
  case object([String: JSONTree])

  init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    self =
      if container.decodeNil() {
        .null
      } else if let value = try? container.decode(Bool.self) {
        .bool(value)
      } else if let value = try? container.decode(Int64.self) {
        .whole(value)
      } else if let value = try? container.decode(UInt64.self) {
        .large(value)
      } else if let value = try? container.decode(Double.self) {
        .number(value)
      } else if let value = try? container.decode(String.self) {
        .string(value)
      } else if let value = try? container.decode([JSONTree].self) {
        .array(value)
      } else {
        .object(try container.decode([String: JSONTree].self))
      }
  }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    switch self {
    case .null: try container.encodeNil()
    case .bool(let value): try container.encode(value)
    case .whole(let value): try container.encode(value)
    case .large(let value): try container.encode(value)
    case .number(let value): try container.encode(value)
    case .string(let value): try container.encode(value)
    case .array(let value): try container.encode(value)
    case .object(let value): try container.encode(value)
    }
  }

  /// What stands in a text that is JSON of an object; anything else as it is.
  var parsed: JSONTree? {
    guard case .string(let text) = self, text.hasPrefix("{") else { return self }
    return try? JSONDecoder().decode(JSONTree.self, from: Data(text.utf8))
  }

  /// Whether the text is this number, text or truth value.
  func isWritten(_ text: String) -> Bool {
    switch self {
    case .bool(let value): text == "\(value)"
    case .whole(let value): Int64(text).map { $0 == value } ?? (Double(text) == Double(value))
    case .large(let value): UInt64(text).map { $0 == value } ?? (Double(text) == Double(value))
    case .number(let value): Double(text) == value
    case .string(let value): text == value
    case .null, .array, .object: false
    }
  }
}
