import BookStore

extension KeyRecipe {
  /// What the values of a cell's shards depend on beside their settings: the code of the module that declares their
  /// type, with all that it depends on; the data sets; the scale, where the cell reads it; and the compiler. Never the
  /// cell's own code, unless it declares the type. With a probe, the probe's value speaks for code and compiler.
  package func shardIngredients(of plan: CellPlan, module: String) -> [Ingredient] {
    let own = plan.ingredients
    let common = own.filter { $0.kind == .dataSet || $0.kind == .scale }
    if let probe = plan.cell.probe {
      return own.filter { $0.kind == .result && $0.name == probe } + common
    }
    let isLibrary = !modules.sources(of: [module]).files.isEmpty
    let code = isLibrary ? [] : own.filter { $0.kind == .code }
    let called = isLibrary ? [module] : Self.modules(of: plan.cell.compiled)
    return code + sourceIngredients(calling: called) + common + own.filter { $0.kind == .compiler }
  }
}
