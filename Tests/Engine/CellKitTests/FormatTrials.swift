import CellKit
import MutatedInputs
import Testing

/// Formats of inline values: shown, or refused, whatever the value is.
@Suite struct FormatTrials {
  @Test func formats() {
    let originals = ["about %.1f %%", "%'+08.3e|", "%-10d", "%#x", "%s of %%"]
    let pieces = [
      "%", "%%", ".", "99", "-", "+", " ", "0", "#", "'", "d", "i", "u", "x", "f", "e", "g", "s", "@", "é",
    ]
    var shown = 0
    Trials.run(2000, seed: 41, originals, pieces: pieces) { format in
      let values: [any InlineValue] = [
        Int.min, UInt64.max, -1.5e-300, Double.nan, "text", true, Int8?.none, Float.infinity,
      ]
      for value in values where (try? inlineText(value, format: format)) != nil { shown += 1 }
    }
    #expect(shown > 0)
  }
}
