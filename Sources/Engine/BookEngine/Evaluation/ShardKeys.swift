import CellKit
import Digests

extension KeyRecipe {
  /// What the values of a cell's shards depend on beside their settings: the code of the module that declares their
  /// type, with all that it depends on; the data sets; the scale, where the cell reads it; and the compiler. Never the
  /// cell's own code, unless it declares the type. With a probe, the probe's value speaks for code and compiler.
  package func shardIngredients(of keyed: KeyedCell, module: String) -> [Ingredient] {
    let own = keyed.ingredients
    let common = own.filter { $0.kind == .dataSet || $0.kind == .scale }
    if let probe = keyed.cell.probe {
      return own.filter { $0.kind == .result && $0.name == probe } + common
    }
    let isLibrary = !modules.sources(of: [module]).files.isEmpty
    let code = isLibrary ? [] : own.filter { $0.kind == .code }
    let called = isLibrary ? [module] : Self.modules(of: keyed.cell.compiled)
    return code + sourceIngredients(calling: called) + common + own.filter { $0.kind == .compiler }
  }
}

extension ShardIdentity {
  /// The key of the shard's value in the store.
  package func key(_ ingredients: [Ingredient]) -> String {
    let lines = ingredients.map { "\($0.kind.rawValue)\u{1F}\($0.name)\u{1F}\($0.value)" }
    return SHA256.hex((["shard", type, settings] + lines).joined(separator: "\u{1E}"))
  }
}
