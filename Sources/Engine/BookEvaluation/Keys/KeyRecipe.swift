import BookStore
import CellKit
import ChapterSyntax
import Digests

/// What the key of a cell is made of, and why a cell runs again. Both follow the order of
/// ``Ingredient/Kind``; comments, white space and everything that is not listed here do not count.
package struct KeyRecipe: Sendable {
  package var modules: SourceModules
  /// What decides about values in a library of the system, by the module that stands for it: its version, and the
  /// kernels that it chose for this processor.
  package var libraries: [String: String]
  package var compiler: String
  /// By name.
  package var dataSetDigests: [String: String]
  /// Those of which only a part is used at this scale.
  package var partialDataSets: Set<String>
  /// By the name of a set that is not here: the digests of all forms in which it could be.
  package var absentDataSets: [String: Set<String>]
  package var scale: Scale
  package var bookSeed: UInt64

  /// - Parameters:
  ///   - valueDigests: of the results that the cell reads, by id: a result that was computed again with
  ///     the same value changes nothing here, which ends the wave.
  ///   - isQuick: whether the cell's value will be a quick one. A figure says so in its PNG.
  package func ingredients(
    of cell: BookCell, valueDigests: [String: String], isQuick: Bool
  ) -> [Ingredient] {
    let code = cell.compiled
    var list = [Ingredient(.code, code.codeDigest)]
    list += code.reads.sorted().map { Ingredient(.result, $0, valueDigests[$0] ?? "") }
    list += sourceIngredients(calling: Self.modules(of: code))
    list += code.dataSets.sorted().map { Ingredient(.dataSet, $0, dataSetDigests[$0] ?? "") }
    if cell.kind == .figure {
      list.append(Ingredient(.scale, (isQuick ? Scale.quick : .paper).rawValue))
    } else if code.readsScale {
      list.append(Ingredient(.scale, scale.rawValue))
    }
    if code.readsSeed { list.append(Ingredient(.seed, "\(seed(of: cell.id))")) }
    list.append(Ingredient(.compiler, compiler))
    return list
  }

  /// The sources of `names` and of all that they depend on, and the system's libraries below them.
  func sourceIngredients(calling names: [String]) -> [Ingredient] {
    let (called, digest) = modules.reached(from: names)
    return [Ingredient(.sources, digest)]
      + libraries.filter { $0.key.isEmpty || called.contains($0.key) }.sorted { $0.key < $1.key }
      .map { Ingredient(.library, $0.key, $0.value) }
  }

  /// The sources that the cell's code may call.
  package func sources(of code: CompiledCell) -> SourceSet {
    modules.sources(of: modules.closure(of: Self.modules(of: code)))
  }

  /// With what judges, formats and summarises samples, which is in scope in every cell.
  static func modules(of code: CompiledCell) -> [String] { code.modules + ["CellKit"] }

  /// Whether a value that was frozen with `frozen` is current for a cell that now has `ingredients`. A data set that
  /// is not here may have been any of its known forms. With a probe, which is among the results that the cell reads,
  /// the probe's value speaks for the code.
  package func matches(frozen: [Ingredient], _ ingredients: [Ingredient], hasProbe: Bool) -> Bool {
    let (frozen, ingredients) =
      hasProbe ? (Self.withoutCode(frozen), Self.withoutCode(ingredients)) : (frozen, ingredients)
    guard frozen.count == ingredients.count else { return false }
    return zip(frozen, ingredients).allSatisfy { old, new in
      old == new
        || (old.kind, old.name) == (new.kind, new.name) && new.kind == .dataSet
          && absentDataSets[new.name]?.contains(old.value) == true
    }
  }

  /// Whether the cell's value is a quick one for reasons of its own, whatever it reads.
  package func isQuick(_ code: CompiledCell) -> Bool {
    scale == .quick && (code.readsScale || !partialDataSets.isDisjoint(with: code.dataSets))
  }

  /// The key of a cell's checkpoints. A cell with a probe goes on from them also after a change of code that leaves the
  /// probe's value as it was.
  package static func checkpointKey(of cell: BookCell, _ ingredients: [Ingredient]) -> String {
    (cell.probe == nil ? ingredients : withoutCode(ingredients)).key(of: cell.id)
  }

  /// Without the sources of modules, the system's libraries and the compiler. The cell's own tokens stay.
  private static func withoutCode(_ ingredients: [Ingredient]) -> [Ingredient] {
    ingredients.filter { ![.sources, .library, .compiler].contains($0.kind) }
  }

  /// The first 64 bits of the digest of the book's seed and the cell's id.
  package func seed(of id: String) -> UInt64 {
    UInt64(SHA256.hex("\(bookSeed)\u{1F}\(id)").prefix(16), radix: 16) ?? bookSeed
  }
}

/// Why a cell has to run.
package enum RerunReason: Sendable, Hashable {
  case neverRun
  /// It ran at the other scale only.
  case neverRunAt(Scale)
  /// By `--recompute`.
  case requested
  /// The value is lost: it was damaged and dropped.
  case valueLost
  case changed(Ingredient.Kind, name: String)
  /// The cell depends on something that it did not depend on before, or no longer does.
  case added(Ingredient.Kind, name: String)
  case removed(Ingredient.Kind, name: String)

  /// What differs between the ingredients of a former run and those of now, in the order of the recipe.
  package static func differences(from old: [Ingredient], to new: [Ingredient]) -> [RerunReason] {
    Ingredient.Kind.allCases.flatMap { kind -> [RerunReason] in
      let before = old.filter { $0.kind == kind }
      let now = new.filter { $0.kind == kind }
      let changedOrAdded = now.compactMap { ingredient -> RerunReason? in
        guard let former = before.first(where: { $0.name == ingredient.name }) else {
          return .added(kind, name: ingredient.name)
        }
        return former.value == ingredient.value ? nil : .changed(kind, name: ingredient.name)
      }
      let removed = before.filter { former in !now.contains { $0.name == former.name } }
      // Of what another version of the program counted, only that it did.
      if kind == .unknown { return removed.isEmpty ? [] : [.removed(kind, name: "")] }
      return changedOrAdded + removed.map { .removed(kind, name: $0.name) }
    }
  }
}
