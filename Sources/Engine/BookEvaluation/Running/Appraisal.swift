import BookStore
import CellKit
import ChapterSyntax
import Foundation
import Support

/// What is to be done about a cell whose inputs are known.
package enum Appraisal: Sendable {
  /// The stored value is current.
  case current(StoredRun)
  /// The committed value is current, but not in the store.
  case frozen(FrozenValue)
  case mustRun([RerunReason])
  /// Outdated or never run, but too costly for a plain build. With the value to show as stale, if any.
  case tooCostly([RerunReason], former: FormerValue?)
}

/// A value that is no longer current.
package struct FormerValue: Sendable {
  package var bytes: StoredBytes?
  package var figure: FigureRecord?
  package var trace: Trace
}

/// A cell together with what its key is made of.
package struct KeyedCell: Sendable {
  package var cell: BookCell
  package var ingredients: [Ingredient]
  package var key: String
  package var isQuick: Bool
  package var checkpointKey: String { KeyRecipe.checkpointKey(of: cell, ingredients) }
  /// Stale results among the inputs, and below them.
  package var staleInputs: [String]
  /// Whether the value measures the process, or rests on one that does.
  package var isMeasured: Bool
}

/// Tells for one cell after the other whether its stored value is current. Reads no value.
package struct Appraiser: Sendable {
  package var recipe: KeyRecipe
  package var store: Store?
  package var project: ProjectPaths
  package var runs: RunIndex
  /// Cells to run whatever the store says.
  package var requested: Set<String> = []
  /// Cells that run where they are not current, though they cost hours.
  package var affordable: Set<String> = []

  package init(recipe: KeyRecipe, store: Store?, project: ProjectPaths, runs: RunIndex) {
    self.recipe = recipe
    self.store = store
    self.project = project
    self.runs = runs
  }

  /// - Parameter inputs: the value of every result that the cell reads, by id.
  package func keyed(_ cell: BookCell, inputs: [String: InputValue]) -> KeyedCell {
    let isQuick = recipe.isQuick(cell.compiled) || inputs.values.contains(where: \.isQuick)
    let ingredients = recipe.ingredients(
      of: cell, valueDigests: inputs.mapValues(\.bytes.digest), isQuick: isQuick)
    return KeyedCell(
      cell: cell, ingredients: ingredients, key: ingredients.key(of: cell.id),
      isQuick: isQuick, staleInputs: Set(inputs.values.flatMap(\.staleInputs)).sorted(),
      isMeasured: cell.runsAlone || inputs.values.contains(where: \.isMeasured))
  }

  /// - Throws: ``FrozenValueError``, ``StoreError``.
  package func appraise(_ keyed: KeyedCell) throws -> Appraisal {
    let cell = keyed.cell
    if requested.contains(cell.id) { return .mustRun([.requested]) }
    if let run = runs.run(withKey: keyed.key), isWhole(run, cell.kind) { return .current(run) }
    guard cell.costsHours && !isCheapNow(cell) else { return .mustRun(try reasons(for: keyed)) }
    let frozen = try FrozenValue.read(cell.id, in: project)
    if let frozen, isCurrent(frozen, keyed) { return .frozen(frozen) }
    if affordable.contains(cell.id) { return .mustRun(try reasons(for: keyed)) }
    if let former = frozen.map(FormerValue.init) ?? formerValue(of: cell) {
      let old = try frozen?.record.ingredients ?? formerIngredients(of: cell)
      let differences = RerunReason.differences(from: old, to: keyed.ingredients)
      return .tooCostly(try naming(differences, old, keyed), former: former)
    }
    return .tooCostly([.neverRun], former: nil)
  }

  /// Why the cell has to run, by comparison with its latest run.
  /// - Throws: ``StoreError``.
  package func reasons(for keyed: KeyedCell) throws(StoreError) -> [RerunReason] {
    guard runs.latestRun(of: keyed.cell.id, scale: recipe.scale) != nil else { return [.neverRun] }
    let old = try formerIngredients(of: keyed.cell)
    let differences = try naming(RerunReason.differences(from: old, to: keyed.ingredients), old, keyed)
    return differences.isEmpty ? [.valueLost] : differences
  }

  /// With the files that changed in place of the sources, where the store knows what these were.
  private func naming(
    _ reasons: [RerunReason], _ old: [Ingredient], _ keyed: KeyedCell
  ) throws(StoreError) -> [RerunReason] {
    guard reasons.contains(.changed(.sources, name: "")), let store,
      let digest = old.first(where: { $0.kind == .sources })?.value,
      let former = try store.sources(withDigest: digest)
    else { return reasons }
    let files = recipe.sources(of: keyed.cell.compiled).changes(since: former)
    guard !files.isEmpty else { return reasons }
    return reasons.flatMap { reason in
      reason == .changed(.sources, name: "") ? files.map { .changed(.sources, name: $0) } : [reason]
    }
  }

  /// The cell's latest value at this scale.
  package func formerValue(of cell: BookCell) -> FormerValue? {
    guard let store, let run = runs.latestRun(of: cell.id, scale: recipe.scale), run.scale == recipe.scale
    else { return nil }
    let isFigure = cell.kind == .figure
    return FormerValue(
      bytes: isFigure ? nil : store.bytes(run.value), figure: run.figure, trace: run.trace)
  }

  private func formerIngredients(of cell: BookCell) throws(StoreError) -> [Ingredient] {
    guard let run = runs.latestRun(of: cell.id, scale: recipe.scale), let store else { return [] }
    return try store.ingredients(ofRun: run.key)
  }

  /// A cell that reads the scale is quick at quick scale, whatever it costs at paper scale.
  private func isCheapNow(_ cell: BookCell) -> Bool { recipe.isQuick(cell.compiled) }

  /// The record's key is compared as well: it would differ if its list of ingredients had been edited.
  private func isCurrent(_ frozen: FrozenValue, _ keyed: KeyedCell) -> Bool {
    let record = frozen.record
    return record.key == record.ingredients.key(of: keyed.cell.id)
      && recipe.matches(frozen: record.ingredients, keyed.ingredients, hasProbe: keyed.cell.probe != nil)
  }

  private func isWhole(_ run: StoredRun, _ kind: CellKind) -> Bool {
    (run.figure != nil) == (kind == .figure)
  }
}

extension FormerValue {
  init(_ frozen: FrozenValue) {
    self.init(
      bytes: StoredBytes(digest: frozen.record.value) { frozen.value }, figure: nil,
      trace: frozen.record.trace)
  }
}
