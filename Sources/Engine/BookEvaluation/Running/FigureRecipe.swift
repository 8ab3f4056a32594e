import BookStore
import CellKit
import Foundation
import Support

/// What a figure's PNG says about its making. No date and no host: the same inputs give the same bytes.
package struct FigureRecipe: Codable, Sendable, Equatable {
  package var figure: String
  /// SHA-256 (hex) of the cell's canonical text.
  package var cell: String
  /// Digests of the values of the results that it shows, by id.
  package var results: [String: String]
  /// The digest of the sources that it may call.
  package var sources: String
  /// The cell's seed, where it reads one.
  package var seed: UInt64?
  package var scale: Scale

  init(_ plan: CellPlan, seed: UInt64) {
    let read = plan.ingredients.filter { $0.kind == .result }.map { ($0.name, $0.value) }
    figure = plan.id
    cell = plan.cell.compiled.codeDigest
    results = Dictionary(read, uniquingKeysWith: { first, _ in first })
    sources = plan.ingredients.first { $0.kind == .sources }?.value ?? ""
    self.seed = plan.cell.compiled.readsSeed ? seed : nil
    scale = plan.marks.isQuick ? .quick : .paper
  }

  /// Canonical JSON.
  package var text: String {
    get throws(CanonicalJSONError) { try CanonicalJSON.text(self) }
  }

  /// Nil for text that is no recipe.
  package init?(text: String) {
    guard let recipe = try? JSONDecoder().decode(FigureRecipe.self, from: Data(text.utf8)) else { return nil }
    self = recipe
  }
}

extension FigureRecipe {
  /// What differs between this recipe and a figure made of `ingredients`.
  package func differences(from ingredients: [Ingredient]) -> [RerunReason] {
    var old = [Ingredient(.code, cell)]
    old += results.map { Ingredient(.result, $0.key, $0.value) }
    old.append(Ingredient(.sources, sources))
    old.append(Ingredient(.scale, scale.rawValue))
    if let seed { old.append(Ingredient(.seed, "\(seed)")) }
    // The recipe names neither compiler nor libraries: the same source draws the same picture.
    return RerunReason.differences(
      from: old, to: ingredients.filter { ![.compiler, .library].contains($0.kind) })
  }
}
