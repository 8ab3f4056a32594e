import Foundation
import MutatedInputs
import Plotting
import Testing

/// Labels and pictures with bytes cut, doubled and swapped: read, or refused in a sentence.
@Suite struct PlottingTrials {
  @Test func labels() {
    let originals = [
      #"radius $\varepsilon^{2}_{\max}$ in \$"#,
      #"$\frac{\sqrt{x'}}{\mathbb{R}^n} \le \left(\hat{y}_1\right)$ of"#,
      #"$\operatorname{spec} A \text{ and } \mathbf{B}, 1.5 \cdot 10^{-3}$"#,
    ]
    let pieces = [
      "$", "{", "}", "_", "^", "'", "\\", "\\frac", "\\sqrt{", "\\left", "\\mathbb{", "\\text{", " ", "é",
      "\\hat",
    ]
    var read = 0
    Trials.run(2000, seed: 31, originals, pieces: pieces) { text in
      do throws(PlotError) {
        _ = try LabelParser.plain(text)
        read += 1
      } catch {
        #expect(!error.description.isEmpty)
      }
    }
    #expect(read > 0)
  }

  @Test func recipes() {
    let file = PNGFile.data(
      PNGFile.header(), PNGFile.recipe(Array("figure: κ ≤ 1".utf8)), PNGFile.pixel, PNGFile.end)
    Trials.run(
      2000, seed: 32, [file],
      pieces: ["iTXt", "IEND", "recipe\u{0}", "\u{0}\u{0}\u{0}\u{0}", "\u{7f}\u{7f}\u{7f}\u{7f}"]
    ) { data in
      // The checksums see to that.
      if let recipe = try? PNGRecipe.read(from: data) { #expect(recipe == "figure: κ ≤ 1") }
    }
  }
}
