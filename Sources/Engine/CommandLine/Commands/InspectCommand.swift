import ArgumentParser
import BookEvaluation
import BookStore
import CellKit
import Foundation
import Plotting
import Support

struct InspectCommand: BookCommand {
  static var configuration: CommandConfiguration {
    CommandConfiguration(
      "inspect", "Read the recipe in a figure's PNG, and say whether it is current.",
      examples: "inspect figures/fig-volumes.png")
  }

  @Argument(help: "The PNG file.", completion: .file(extensions: ["png"]))
  var file: String
  @Flag(help: "Print JSON.")
  var json = false

  /// Figures are far smaller.
  private static let largestFile = 1 << 26

  func run(in context: CommandContext) async throws {
    let recipe = try recipe(in: URL(fileURLWithPath: file, relativeTo: context.directory))
    let differences = try differences(from: recipe, in: context)
    if json {
      return try printJSON(Inspection(recipe: recipe, differences: differences), context.console)
    }
    context.console.say(Inspection(recipe: recipe, differences: differences).text)
  }

  private func recipe(in url: URL) throws -> FigureRecipe {
    guard let size = try? url.resourceValues(forKeys: [.fileSizeKey, .isRegularFileKey]),
      size.isRegularFile == true, (size.fileSize ?? 0) <= Self.largestFile,
      let data = try? Data(contentsOf: url)
    else { throw InspectionError.unreadable(path: file) }
    do {
      let text = try PNGRecipe.read(from: data, keyword: BookDescription.current.name)
      if let recipe = FigureRecipe(text: text) { return recipe }
    } catch {
      throw InspectionError.noRecipe(path: file, reason: "\(error)")
    }
    throw InspectionError.noRecipe(path: file, reason: "its text is no recipe")
  }

  private func differences(from recipe: FigureRecipe, in context: CommandContext) throws -> [String] {
    let book = try context.book()
    let reading = try context.reading(of: book)
    let store = try Store.reader(for: book.project)
    guard let plan = try book.plan(of: reading.cells, scale: recipe.scale, store: store)[recipe.figure] else {
      return ["the book has no figure \(recipe.figure)"]
    }
    if case .wait(let ids) = plan.action { return ["\(ids.joined(separator: ", ")) must run first"] }
    return recipe.differences(from: plan.ingredients).map { Wording.text($0) }
  }
}

struct Inspection: Encodable {
  var recipe: FigureRecipe
  var differences: [String]
  var isCurrent: Bool

  init(recipe: FigureRecipe, differences: [String]) {
    self.recipe = recipe
    self.differences = differences
    isCurrent = differences.isEmpty
  }

  var text: String {
    var lines = ["figure: \(recipe.figure)", "scale: \(recipe.scale)", "cell: \(recipe.cell)"]
    lines += recipe.results.sorted { $0.key < $1.key }.map { "result \($0.key): \($0.value)" }
    lines.append("sources: \(recipe.sources)")
    if let seed = recipe.seed { lines.append("seed: \(seed)") }
    lines.append(isCurrent ? "current" : "not current: \(differences.joined(separator: "; "))")
    return lines.joined(separator: "\n")
  }
}
