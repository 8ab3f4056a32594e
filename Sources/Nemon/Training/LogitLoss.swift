/// Cross-entropy of the logits of one sample, which lie `stride` apart from `y` on; its gradient times `scale` takes
/// their place.
/// - Returns: the loss, and whether the largest logit, the first of several, is the label's.
@inline(__always)
func crossEntropy(
  _ y: UnsafeMutablePointer<Float>, stride: Int, classes: Int, label: Int, scale: Float
) -> (value: Float, hit: Bool) {
  var best = 0
  for k in 1..<classes where y[k * stride] > y[best * stride] { best = k }
  let most = y[best * stride]
  let own = y[label * stride] - most
  var sum: Float = 0
  for k in 0..<classes {
    y[k * stride] = exponential(y[k * stride] - most)
    sum += y[k * stride]
  }
  for k in 0..<classes { y[k * stride] = (y[k * stride] / sum - (k == label ? 1 : 0)) * scale }
  return (logarithm(sum) - own, best == label)
}

/// The direction in which the cross-entropy of one sample grows takes the place of its logits.
///
/// With the largest logit M of the other classes, the part for class j is `exp(y_j - M)`, and that for the label minus
/// the sum of these: the softmax up to a factor, without what single precision would lose for a sure prediction.
package func replaceWithAttackSlopes(_ y: UnsafeMutablePointer<Float>, classes: Int, label: Int) {
  var most = -Float.infinity
  for j in 0..<classes where j != label { most = max(most, y[j]) }
  var sum: Float = 0
  for j in 0..<classes where j != label {
    y[j] = exponential(y[j] - most)
    sum += y[j]
  }
  y[label] = -sum
}
