import LinearAlgebra

/// The order in which an epoch sees its samples: a permutation that the seed and the epoch fix.
func sampleOrder(_ count: Int, seed: UInt64, epoch: Int) -> [Int] {
  var generator = RandomGenerator(seed: seed).stream("order").stream(epoch)
  return generator.permutation(count)
}
