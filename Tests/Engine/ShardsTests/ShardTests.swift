import Foundation
import Shards
import Synchronization
import Testing

/// Numbers of a beginning and an end.
struct Numbers: ShardInput {
  var numbers: [Int]
  var digest: String { numbers.map(String.init).joined(separator: " ") }
}

/// Multiplies the sum of the input; says how often it was computed.
struct Product: Shard {
  struct Result: Codable, Equatable { var product: Int }
  struct Unlucky: Error, Equatable { var factor: Int }

  static let computed = Mutex<[Int: Int]>([:])
  var factor: Int
  var test: String
  /// Throws instead.
  var isUnlucky = false
  var label: String { "factor=\(factor),test=\(test)" }

  static func value(of shard: Product, on input: Numbers, in scope: ShardScope) throws -> Result {
    let id = shard.factor + 1000 * (Int(shard.test) ?? 0)
    computed.withLock { $0[id, default: 0] += 1 }
    scope.progress(0.5, "halfway")
    if shard.isUnlucky { throw Unlucky(factor: shard.factor) }
    return Result(product: shard.factor * input.numbers.reduce(0, +))
  }

  static func times(_ factor: Int, _ test: Int) -> Int { computed.withLock { $0[factor + 1000 * test] ?? 0 } }
}

private struct Hidden: Shard {
  var label: String { "" }
  static func value(of shard: Hidden, on input: Numbers, in scope: ShardScope) -> Int { 1 }
}

/// What a build keeps, in memory.
private final class Memory: Sendable {
  let values = Mutex<[ShardIdentity: Data]>([:])
  let parts = Mutex<[ShardIdentity: Data]>([:])

  var storage: ShardStorage {
    ShardStorage(
      load: { [self] identity in values.withLock { $0[identity] } },
      save: { [self] identity, data, _ in
        values.withLock { $0[identity] = data }
        parts.withLock { $0[identity] = nil }
      },
      checkpoint: { [self] identity in
        CellCheckpoint(
          load: { self.parts.withLock { $0[identity] } },
          save: { data in self.parts.withLock { $0[identity] = data } })
      })
  }

  func cell(_ mode: RunningCell.Mode = .all, cores: Int = 2) -> RunningCell {
    RunningCell(mode: mode, cores: cores, storage: storage)
  }
}

@Suite struct ShardTests {
  private let input = Numbers(numbers: [1, 2, 4])

  private func products(_ factors: [Int], _ test: Int) -> [Product] {
    factors.map { Product(factor: $0, test: "\(test)") }
  }

  /// Oracle: by hand, and the count of computations.
  @Test func onlyNewShardsAreComputed() throws {
    let memory = Memory()
    #expect(try memory.cell().values(of: products([2, 3], 1), on: input).map(\.product) == [14, 21])
    #expect(
      try memory.cell(cores: 5).values(of: products([3, 5, 2, 5], 1), on: input).map(\.product)
        == [21, 35, 14, 35])
    #expect([2, 3, 5].map { Product.times($0, 1) } == [1, 1, 1])
  }

  /// Another input, or another setting, is another shard.
  @Test func settingsAndInputAreTheName() throws {
    let memory = Memory()
    _ = try memory.cell().values(of: products([2], 2), on: input)
    let other = Numbers(numbers: [10])
    #expect(try memory.cell().values(of: products([2], 2), on: other).map(\.product) == [20])
    #expect(Product.times(2, 2) == 2)
    let identity = try ShardIdentity(Product(factor: 2, test: "2"), on: input)
    #expect(
      identity.settings == #"{"input":"1 2 4","shard":{"factor":2,"isUnlucky":false,"test":"2"}}"#)
    #expect(identity.module == "ShardsTests" && identity.type.hasSuffix("Product"))
  }

  /// What is kept but cannot be read as the shard's value is computed again.
  @Test func damagedValues() throws {
    let memory = Memory()
    let shard = Product(factor: 2, test: "3")
    let identity = try ShardIdentity(shard, on: input)
    for data in [Data(), Data("{}".utf8), Data("null".utf8)] {
      memory.values.withLock { $0[identity] = data }
      #expect(try memory.cell().values(of: [shard], on: input).map(\.product) == [14])
    }
    #expect(Product.times(2, 3) == 3)
  }

  /// The earliest failure is thrown; what was finished stays.
  @Test func failures() throws {
    let memory = Memory()
    var shards = products([2, 3, 5, 7], 4)
    shards[1].isUnlucky = true
    shards[3].isUnlucky = true
    #expect(throws: Product.Unlucky(factor: 3)) { try memory.cell(cores: 1).values(of: shards, on: input) }
    #expect([2, 3, 5, 7].map { Product.times($0, 4) } == [1, 1, 0, 0])
    shards[1].isUnlucky = false
    shards[3].isUnlucky = false
    #expect(try memory.cell().values(of: shards, on: input).map(\.product) == [14, 21, 35, 49])
    #expect(Product.times(2, 4) == 1)
  }

  @Test func cancellation() {
    let cell = RunningCell(isCancelled: { true })
    #expect(throws: CancellationError.self) { try cell.values(of: products([2], 5), on: input) }
    #expect(Product.times(2, 5) == 0)
  }

  @Test func listed() throws {
    let memory = Memory()
    _ = try memory.cell().values(of: products([3], 6), on: input)
    let before = Product.times(3, 6)
    let listed = #expect(throws: ShardsListed.self) {
      try memory.cell(.list).values(of: products([2, 3], 6), on: input)
    }
    #expect(listed?.shards.map(\.label) == ["factor=2,test=6", "factor=3,test=6"])
    #expect(listed?.shards.map(\.isKept) == [false, true])
    #expect(Product.times(2, 6) == 0 && Product.times(3, 6) == before)
    struct NoInput: Error {}
    func none() throws -> Numbers { throw NoInput() }
    let blind = #expect(throws: ShardsListed.self) {
      try memory.cell(.list).values(of: products([2], 6), on: try none())
    }
    #expect(blind?.shards.map(\.isKept) == [nil])
  }

  @Test func oneShard() throws {
    let memory = Memory()
    let shards = products([2, 3, 5], 7)
    let selection = try #require(ShardSelection("factor=3.0"))
    for computed in [["factor=3,test=7"], []] {
      #expect(throws: ShardsDone(computed: computed, chosen: ["factor=3,test=7"])) {
        try memory.cell(.only(selection)).values(of: shards, on: input)
      }
    }
    #expect([2, 3, 5].map { Product.times($0, 7) } == [0, 1, 0])
    let none = try #require(ShardSelection("factor=4"))
    #expect(throws: ShardsDone(computed: [], chosen: [])) {
      try memory.cell(.only(none)).values(of: shards, on: input)
    }
    // The rest later: the same values as in one go.
    let whole = try Memory().cell().values(of: shards, on: input)
    #expect(try memory.cell().values(of: shards, on: input) == whole)
    #expect(Product.times(3, 7) == 2)
  }

  @Test(arguments: [
    ("lambda=1e-3", "family=nemon,lambda=0.001,seed=2", true),
    ("lambda=1e-3,seed=2", "family=nemon,lambda=1e-3,seed=2", true),
    ("seed=2,family=nemon", "family=nemon,lambda=1e-3,seed=2", true),
    ("seed=3", "family=nemon,lambda=1e-3,seed=2", false), ("seed=2", "seed=20", false),
    ("family=Nemon", "family=nemon", false), ("width=3", "family=nemon", false),
    ("seed=2,seed=3", "seed=2", false),
  ])
  func selections(text: String, label: String, matches: Bool) throws {
    #expect(try #require(ShardSelection(text)).matches(label) == matches)
  }

  @Test(arguments: ["", "seed", "seed=1,", "=", "=3", ",seed=1", "a=1,,b=2"])
  func noSelections(text: String) { #expect(ShardSelection(text) == nil) }

  /// Such a type has another name in each process.
  @Test func privateTypes() {
    #expect(throws: PrivateShardType.self) {
      try RunningCell().values(of: [Hidden()], on: input)
    }
  }

  @Test func progress() throws {
    let seen = Mutex<[String]>([])
    let cell = RunningCell(
      cores: 1, progress: CellProgress { share, what in seen.withLock { $0.append("\(share) \(what)") } })
    _ = try cell.values(of: products([2, 3], 8), on: input)
    #expect(
      seen.withLock { $0 } == ["0.25 factor=2,test=8: halfway", "0.75 factor=3,test=8: halfway"])
  }
}
