import BookStore
import CellKit
import ChapterSyntax
import Foundation
import Support

/// What is to be done about one cell, why, and what its key is made of.
package struct CellPlan: Sendable {
  package enum Action: Sendable, Equatable {
    /// The value is current.
    case reuse
    case run([RerunReason])
    /// Outdated or never run, but too costly for a plain build, which shows the former value as stale, if there is one.
    case leave([RerunReason])
    /// The inputs are not known before these results have run.
    case wait(for: [String])
  }

  package let cell: BookCell
  package internal(set) var action: Action
  /// What the key is made of; empty for cells that wait.
  package internal(set) var ingredients: [Ingredient] = []
  package internal(set) var key: String?
  /// The current value; where there is none, the former one, as stale.
  package internal(set) var value: CellValue?
  /// The latest run at the scale, or else at the other one.
  package let lastRun: Run?
  /// What holds for a value whatever it is.
  var marks = CellValue()

  package var id: String { cell.id }
  /// Of the checkpoints that a run would go on from.
  package var checkpointKey: String? { key.map { _ in KeyRecipe.checkpointKey(of: cell, ingredients) } }
}

/// What is to be done about every cell of a book: `status` prints it, and a build runs it. Reads no value.
package struct RunPlan: Sendable {
  package let recipe: KeyRecipe
  let store: Store?
  let project: ProjectPaths
  /// Cells to run whatever the store says.
  private let requested: Set<String>
  /// Cells that run where they are not current, though they cost hours.
  private let affordable: Set<String>
  package let runs: RunIndex
  /// Each after the results that it reads.
  package private(set) var cells: [CellPlan] = []
  /// Of the cells whose value is known, by id.
  private(set) var values: [String: CellValue] = [:]

  /// - Parameter cells: in an order in which each comes after the results that it reads.
  /// - Throws: ``FrozenValueError``, ``StoreError``.
  init(
    _ cells: [BookCell], recipe: KeyRecipe, store: Store?, project: ProjectPaths, requested: Set<String> = [],
    affordable: Set<String> = []
  ) throws {
    (self.recipe, self.store, self.project) = (recipe, store, project)
    (self.requested, self.affordable) = (requested, affordable)
    let runs = try store?.runs() ?? RunIndex()
    self.runs = runs
    self.cells = cells.map { cell in
      CellPlan(
        cell: cell, action: .wait(for: cell.compiled.reads.sorted()),
        lastRun: runs.latestRun(of: cell.id, scale: recipe.scale))
    }
    for index in self.cells.indices { _ = try appraise(index) }
  }

  package subscript(id: String) -> CellPlan? { cells.first { $0.id == id } }

  /// Takes the value that the cell `id` has now.
  /// - Returns: the cells that waited for it, and for nothing else, with what is to be done about them now.
  /// - Throws: ``FrozenValueError``, ``StoreError``.
  mutating func know(_ value: CellValue, of id: String) throws -> [CellPlan] {
    values[id] = value
    return try cells.indices.compactMap { index in
      guard case .wait = cells[index].action else { return nil }
      return try appraise(index) ? cells[index] : nil
    }
  }

  /// - Returns: whether it is known what is to be done about the cell.
  private mutating func appraise(_ index: Int) throws -> Bool {
    let cell = cells[index].cell
    let unknown = cell.compiled.reads.filter { values[$0] == nil }
    guard unknown.isEmpty else {
      cells[index].action = .wait(for: unknown.sorted())
      return false
    }
    let inputs = inputs(of: cell)
    let marks = CellValue(
      isQuick: recipe.isQuick(cell.compiled) || inputs.values.contains(where: \.isQuick),
      staleInputs: Set(inputs.values.flatMap(\.staleInputs)).sorted(),
      isMeasured: cell.runsAlone || inputs.values.contains(where: \.isMeasured))
    let ingredients = recipe.ingredients(
      of: cell, valueDigests: inputs.compactMapValues(\.json?.digest), isQuick: marks.isQuick)
    let key = ingredients.key(of: cell.id)
    // A copy: deciding reads the plan, and while one of its cells is being changed that would copy all of them.
    var plan = cells[index]
    (plan.marks, plan.ingredients, plan.key) = (marks, ingredients, key)
    try decide(&plan, key: key)
    cells[index] = plan
    switch plan.action {
    case .reuse, .leave: values[cell.id] = plan.value
    case .run, .wait: break
    }
    return true
  }

  /// The values of the results that the cell reads.
  func inputs(of cell: BookCell) -> [String: CellValue] {
    let pairs = cell.compiled.reads.compactMap { id in values[id].map { (id, $0) } }
    return Dictionary(pairs, uniquingKeysWith: { first, _ in first })
  }

  /// Fills in what to do, and the value that there is.
  private func decide(_ plan: inout CellPlan, key: String) throws {
    let cell = plan.cell
    plan.value = formerValue(of: plan)
    guard !requested.contains(cell.id) else { return plan.action = .run([.requested]) }
    if let run = runs.run(withKey: key), (run.figure != nil) == (cell.kind == .figure) {
      plan.value = confirmed(value(of: run, plan.marks), cell)
      return plan.action = .reuse
    }
    // A cell that reads the scale is quick at quick scale, whatever it costs at paper scale.
    let isCostly = cell.costsHours && !recipe.isQuick(cell.compiled)
    let frozen = isCostly ? try FrozenRun.read(cell.id, in: project) : nil
    if let frozen {
      var value = plan.marks
      value.json = frozen.bytes
      value.trace = frozen.trace
      if isCurrent(frozen, plan) {
        value.restsOnProbe = cell.probe != nil && frozen.key != key
        plan.value = confirmed(value, cell)
        return plan.action = .reuse
      }
      plan.value = value.stale(cell.id)
    }
    guard isCostly, !affordable.contains(cell.id) else {
      return plan.action = .run(try reasons(plan, since: formerIngredients(of: plan)))
    }
    guard plan.value != nil else {
      return plan.action = .leave([plan.lastRun == nil ? .neverRun : .neverRunAt(recipe.scale)])
    }
    let old = try frozen?.ingredients ?? formerIngredients(of: plan) ?? []
    plan.action = .leave(try named(RerunReason.differences(from: old, to: plan.ingredients), old, plan))
  }

  /// A value with the seed that follows from its key, whatever a row or a file says of it.
  private func confirmed(_ value: CellValue, _ cell: BookCell) -> CellValue {
    var value = value
    value.trace?.seed = cell.compiled.readsSeed ? recipe.seed(of: cell.id) : nil
    return value
  }

  func value(of run: Run, _ marks: CellValue) -> CellValue {
    var value = marks
    value.trace = run.trace
    guard let store else { return value }
    value.figure = run.figure.flatMap { Figure(text: $0, bytes: store.bytes) }
    if run.figure == nil { value.json = store.bytes(run.value) }
    return value
  }

  /// The cell's latest value at this scale, as stale.
  private func formerValue(of plan: CellPlan) -> CellValue? {
    plan.lastRun.flatMap { $0.scale == recipe.scale ? value(of: $0, plan.marks).stale(plan.id) : nil }
  }

  /// The record's key is compared as well: it would differ if its list of ingredients had been edited.
  private func isCurrent(_ frozen: FrozenRun, _ plan: CellPlan) -> Bool {
    frozen.key == frozen.ingredients.key(of: plan.id)
      && recipe.matches(frozen: frozen.ingredients, plan.ingredients, hasProbe: plan.cell.probe != nil)
  }

  // MARK: - Reasons

  private func formerIngredients(of plan: CellPlan) throws(StoreError) -> [Ingredient]? {
    guard let run = plan.lastRun, let store else { return nil }
    return try store.ingredients(ofRun: run.key)
  }

  /// - Parameter old: what the latest run depended on; nil where there was none.
  private func reasons(_ plan: CellPlan, since old: [Ingredient]?) throws(StoreError) -> [RerunReason] {
    guard let old else { return [.neverRun] }
    if let run = plan.lastRun, run.scale != recipe.scale { return [.neverRunAt(recipe.scale)] }
    let differences = try named(RerunReason.differences(from: old, to: plan.ingredients), old, plan)
    return differences.isEmpty ? [.valueLost] : differences
  }

  /// With the files that changed in place of the sources, where the store knows what these were.
  private func named(
    _ reasons: [RerunReason], _ old: [Ingredient], _ plan: CellPlan
  ) throws(StoreError) -> [RerunReason] {
    guard reasons.contains(.changed(.sources, name: "")),
      let digest = old.first(where: { $0.kind == .sources })?.value,
      let former = try store?.sources(withDigest: digest)
    else { return reasons }
    let files = recipe.sources(of: plan.cell.compiled).changes(since: former)
    guard !files.isEmpty else { return reasons }
    // After a large change names of a few files say as much as all of them.
    let few = files.count > 8 ? files.prefix(6) + ["\(files.count - 6) more files"] : files[...]
    return reasons.flatMap { reason in
      reason == .changed(.sources, name: "") ? few.map { .changed(.sources, name: $0) } : [reason]
    }
  }
}
