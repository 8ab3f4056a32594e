import MutatedInputs
import Shards
import Testing

/// What stands behind `--shard`: a selection, or refused.
@Suite struct SelectionTrials {
  @Test func selections() {
    let label = "lambda=1e-3,seed=2,form=NEMON"
    let pieces = ["=", ",", "1e-3", "0.001", "nan", "-", "seed", "é", " "]
    var matched = 0
    Trials.run(2000, seed: 51, [label, "seed=2"], pieces: pieces) { text in
      guard let selection = ShardSelection(text) else { return }
      if selection.matches(label) { matched += 1 }
    }
    #expect(matched > 0)
  }
}
