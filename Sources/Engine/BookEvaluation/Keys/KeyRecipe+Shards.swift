import BookStore
import CellKit

extension KeyRecipe {
  /// What the values of a cell's shards depend on beside their settings: the code of the module that declares their
  /// type, with all that it depends on; the data sets; the scale, where the cell reads it; and the compiler. Never the
  /// cell's own code, unless it declares the type. With a probe, the probe's value speaks for code and compiler, but not for
  /// how the value is written: of that the modules of its type decide.
  package func shardIngredients(of plan: CellPlan, _ shard: ShardIdentity) -> [Ingredient] {
    let own = plan.ingredients
    let common = own.filter { $0.kind == .dataSet || $0.kind == .scale }
    if let probe = plan.cell.probe {
      let written = modules.sources(of: Set(shard.valueModules))
      return own.filter { $0.kind == .result && $0.name == probe }
        + (written.files.isEmpty ? [] : [Ingredient(.sources, written.digest)]) + common
    }
    let isLibrary = !modules.sources(of: [shard.module]).files.isEmpty
    let code = isLibrary ? [] : own.filter { $0.kind == .code }
    let called = isLibrary ? [shard.module] : Self.modules(of: plan.cell.compiled)
    return code + sourceIngredients(calling: called) + common + own.filter { $0.kind == .compiler }
  }
}
