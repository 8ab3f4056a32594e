import BookSite
import Foundation
import MutatedInputs
import Testing

/// What pandoc and cells hand to the site, with bytes cut, doubled and swapped.
@Suite struct TreeTrials {
  @Test func trees() {
    let original = #"""
      {"pandoc-api-version":[1,22],"meta":{},"blocks":[{"t":"Header","c":[1,["t",["a"],[["k","v"]]],[{"t":"Str","c":"T"}]]},
      {"t":"Para","c":[{"t":"Cite","c":[[{"citationId":"k","citationPrefix":[],"citationSuffix":[],"citationMode":
      {"t":"NormalCitation"},"citationNoteNum":1,"citationHash":0}],[{"t":"Str","c":"[@k]"}]]},{"t":"Space"},{"t":"Math",
      "c":[{"t":"InlineMath"},"x"]},{"t":"Link","c":[["",[],[]],[{"t":"Str","c":"l"}],["u",""]]},{"t":"Note","c":[]}]},
      {"t":"OrderedList","c":[[1,{"t":"Decimal"},{"t":"Period"}],[[{"t":"Plain","c":[{"t":"Emph","c":[]}]}]]]},
      {"t":"Table","c":[["",[],[]],[null,[]],[[{"t":"AlignLeft"},{"t":"ColWidthDefault"}]],[["",[],[]],[]],
      [[["",[],[]],0,[],[[["",[],[]],[[["",[],[]],{"t":"AlignDefault"},1,1,[{"t":"Plain","c":[]}]]]]]]],[["",[],[]],[]]]}]}
      """#
    let pieces = [
      "[", "]", "{", "}", "\"", ":", ",", "null", "-1", "1e999", "\\ud800", #"{"t":"BlockQuote","c":["#,
      #"{"t":"Span","c":[["",[],[]],["#, "\"Para\"", "\"Plain\"",
    ]
    var read = 0
    Trials.run(500, seed: 71, [Data(original.utf8)], pieces: pieces) { data in
      if PandocDocument.isReadable(data) { read += 1 }
    }
    #expect(read > 0)
  }

  @Test func mathematicsInTexts() {
    let pieces = ["$", "\\", "\\$", " ", "1", "é", "\n", "$$"]
    Trials.run(2000, seed: 72, ["a $x + 1$ b \\$ $y$2 $ z $", "costs $5 and $6"], pieces: pieces) { text in
      for formula in MathText(text).formulas { #expect(!formula.tex.isEmpty && text.contains(formula.tex)) }
    }
  }
}
