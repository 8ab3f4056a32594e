import Foundation

/// One of many independent parts of a costly computation, such as the training of one network of a study. The values of
/// shards are kept one by one: more shards compute no old ones again, and other machines can compute some of them.
///
///     struct Training: Shard {
///       var lambda: Double
///       var seed: UInt64
///       var label: String { "lambda=\(lambda),seed=\(seed)" }
///
///       static func value(of shard: Training, on images: Images, in scope: ShardScope) throws -> Network { ... }
///     }
///
/// ### What a value may depend on
/// * The shard's properties: its *settings*. All of them are coded, and their canonical JSON is in the key of the value.
/// * The input, by its ``ShardInput/digest``.
/// * The code of the module that declares the shard's type, and of the modules that this one depends on. So declare it
///   in a library, not in a chapter, and let nothing else speak: no clock, no environment, no global variable.
/// * Not the number of threads: the value has the same bits for any ``ShardScope/threads``.
///
/// ``value(of:on:in:)`` is static so that it can capture nothing. The code of the cell that asks for the values is in no
/// key: an edit of it computes no shard again.
public protocol Shard: Codable, Hashable, Sendable {
  /// What the shard is for. It is read back from its JSON before anyone sees it, also where it has just been computed.
  associatedtype Value: Codable & Sendable
  /// What it works on beside its settings.
  associatedtype Input: ShardInput

  /// The settings that tell the shards of a cell apart, for people and for ``ShardSelection``:
  /// `family=monotone,lambda=1e-3,seed=2`.
  var label: String { get }

  /// Computes the value.
  static func value(of shard: Self, on input: Input, in scope: ShardScope) throws -> Value
}

/// Data that shards work on, too large to be among their settings.
public protocol ShardInput: Sendable {
  /// SHA-256 (hex), or another name by contents, of all that a shard reads of it: equal digests, equal data.
  var digest: String { get }
}

/// What a shard may use while it is computed, none of which may change its value.
public struct ShardScope: Sendable {
  /// Threads that it may use.
  public let threads: Int
  /// Receives the share of the shard that is done.
  public let progress: CellProgress
  /// Its own: what it saves goes with its value.
  public let checkpoint: CellCheckpoint
  private let cancelled: @Sendable () -> Bool

  /// Whether nobody needs the value any more. A shard that takes long asks now and then, and throws
  /// `CancellationError`.
  public var isCancelled: Bool { cancelled() }

  /// - Parameters:
  ///   - threads: at least 1.
  ///   - progress: reports nothing by default.
  ///   - checkpoint: keeps nothing by default.
  ///   - isCancelled: false by default.
  public init(
    threads: Int = 1, progress: CellProgress = CellProgress { _, _ in }, checkpoint: CellCheckpoint = .none,
    isCancelled: @escaping @Sendable () -> Bool = { false }
  ) {
    (self.threads, self.progress, self.checkpoint) = (threads, progress, checkpoint)
    cancelled = isCancelled
  }
}

/// What names a shard's value among all others.
public struct ShardIdentity: Hashable, Sendable {
  /// With the module that declares it: `Training.FullyConnectedRun`.
  public let type: String
  /// The shard and the digest of its input as canonical JSON.
  public let settings: String
  /// For people.
  public let label: String

  /// The module that declares the type, whose code the value depends on.
  public var module: String { String(type.prefix { $0 != "." }) }

  /// The modules that declare the value's type, and those in it: they decide how the value is written and read.
  public let valueModules: [String]

  /// - Throws: `EncodingError`, ``PrivateShardType``.
  public init<S: Shard>(_ shard: S, on input: S.Input) throws {
    type = String(reflecting: S.self)
    valueModules = String(reflecting: S.Value.self).matches(of: /(\w+)\.\w/).map { String($0.1) }
    if type.contains("(unknown context") { throw PrivateShardType(type: type) }
    settings = String(
      decoding: try shardEncoder.encode(ShardSettings(input: input.digest, shard: shard)), as: UTF8.self)
    label = shard.label
  }
}

/// The type of a shard is private: its name differs from process to process, so that nothing would be found again.
public struct PrivateShardType: Error, Equatable {
  /// As far as it can be named.
  public let type: String
}

private struct ShardSettings<S: Shard>: Encodable {
  var input: String
  var shard: S
}

/// Equal values have equal bytes: as the canonical JSON of results.
var shardEncoder: JSONEncoder {
  let encoder = JSONEncoder()
  encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
  return encoder
}
