/// The vectors whose magnitudes sum to at most a radius.
struct L1Ball {
  var radius: Float

  /// Moves a vector to the closest one of the ball. Lowers all magnitudes by the threshold for which the ones that stay sum
  /// to the radius, found by Michelot's passes: each drops what lies below the mean excess of the others, until none does.
  func project(_ row: UnsafeMutableBufferPointer<Float>) {
    var sum: Float = 0
    for x in row { sum += abs(x) }
    guard sum > radius else { return }
    var (threshold, left) = ((sum - radius) / Float(row.count), row.count)
    while true {
      var (rest, count): (Float, Int) = (0, 0)
      for x in row where abs(x) > threshold {
        rest += abs(x)
        count += 1
      }
      guard count < left, count > 0 else { break }
      (threshold, left) = ((rest - radius) / Float(count), count)
    }
    for k in row.indices {
      let magnitude = max(abs(row[k]) - threshold, 0)
      row[k] = row[k] < 0 ? -magnitude : magnitude
    }
  }
}
