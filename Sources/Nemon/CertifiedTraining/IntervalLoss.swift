import Training

extension IntervalBatch {
  /// The loss of a row and what it is differentiated to: `g`, and the weights of the logits.
  /// - Parameter scale: of the gradients; one over the images of the batch.
  func loss(row: Int, label: Int, _ request: Request, scale: Float) {
    outcomes[row] = Outcome()
    if request.clean > 0 { cleanLoss(row, label, request.clean, scale) }
    if request.worst > 0 { worstLoss(row, label, request.worst, scale) }
  }

  /// Cross-entropy of `scores`, which its derivatives replace.
  private func crossEntropy(_ scores: inout [Float], label: Int) -> Float {
    let most = scores.max() ?? 0
    let own = scores[label] - most
    var sum: Float = 0
    for k in scores.indices {
      scores[k] = exponential(scores[k] - most)
      sum += scores[k]
    }
    for k in scores.indices { scores[k] = scores[k] / sum - (k == label ? 1 : 0) }
    return logarithm(sum) - own
  }

  /// The logits of the clean state.
  func logits(row: Int) -> [Float] {
    let (p, q) = (parameters.p, parameters.q)
    let x = parts[0].x.eights(from: row * p)
    return (0..<q).map { k in
      let C = parameters.value.eights(from: parameters.atC + k * p)
      var sum = Eight.zero
      for i in 0..<p / 8 { sum += C[i] * x[i] }
      return sum.total + parameters.value[parameters.atc + k]
    }
  }

  /// The clean state's `g` from what the loss is differentiated to by its logits, which stays in ``Part/weights``.
  func pull(row: Int, _ weights: (Int) -> Float) {
    let (p, q) = (parameters.p, parameters.q)
    let g = parts[0].g.eights(from: row * p)
    for i in 0..<p / 8 { g[i] = .zero }
    for k in 0..<q {
      let weight = weights(k)
      parts[0].weights[row * IntervalParameters.lanes + k] = weight
      let C = parameters.value.eights(from: parameters.atC + k * p)
      for i in 0..<p / 8 { g[i] += weight * C[i] }
    }
  }

  private func cleanLoss(_ row: Int, _ label: Int, _ share: Float, _ scale: Float) {
    var scores = logits(row: row)
    outcomes[row].isRight = scores.indices.allSatisfy { $0 == label || scores[$0] < scores[label] }
    outcomes[row].loss += share * crossEntropy(&scores, label: label)
    pull(row: row) { scores[$0] * share * scale }
  }

  /// Of the largest differences `D m + |D| rho + c_k - c_y`, `D = C_k - C_y`.
  private func worstLoss(_ row: Int, _ label: Int, _ share: Float, _ scale: Float) {
    let (p, q) = (parameters.p, parameters.q)
    let own = parameters.value.eights(from: parameters.atC + label * p)
    let (m, rho) = (parts[1].x.eights(from: row * p), parts[2].x.eights(from: row * p))
    let (g, gRho) = (parts[1].g.eights(from: row * p), parts[2].g.eights(from: row * p))
    var scores = (0..<q).map { k in
      guard k != label else { return Float(0) }
      let other = parameters.value.eights(from: parameters.atC + k * p)
      var sum = Eight.zero
      for i in 0..<p / 8 {
        let slope = other[i] - own[i]
        sum += slope * m[i] + slope.magnitudes * rho[i]
      }
      return sum.total + parameters.value[parameters.atc + k] - parameters.value[parameters.atc + label]
    }
    outcomes[row].isCertified = scores.indices.allSatisfy { $0 == label || scores[$0] < 0 }
    outcomes[row].loss += share * crossEntropy(&scores, label: label)
    for i in 0..<p / 8 { (g[i], gRho[i]) = (.zero, .zero) }
    for k in 0..<q {
      let weight = k == label ? 0 : scores[k] * share * scale
      parts[1].weights[row * IntervalParameters.lanes + k] = weight
      guard k != label else { continue }
      let other = parameters.value.eights(from: parameters.atC + k * p)
      for i in 0..<p / 8 {
        let slope = other[i] - own[i]
        g[i] += weight * slope
        gRho[i] += weight * slope.magnitudes
      }
    }
  }

  /// The gradients in `C` and `c`, sample by sample.
  func addOutputGradients(labels: [Int], _ request: Request) {
    let (p, q, lanes) = (parameters.p, parameters.q, IntervalParameters.lanes)
    let c = parameters.gradient.pointer + parameters.atc
    (parameters.gradient.pointer + parameters.atC).update(repeating: 0, count: q * p)
    c.update(repeating: 0, count: lanes)
    for (row, label) in labels.enumerated() {
      for k in 0..<q where request.clean > 0 {
        let weight = parts[0].weights[row * lanes + k]
        let x = parts[0].x.eights(from: row * p)
        let out = parameters.gradient.eights(from: parameters.atC + k * p)
        for i in 0..<p / 8 { out[i] += weight * x[i] }
        c[k] += weight
      }
      let (m, rho) = (parts[1].x.eights(from: row * p), parts[2].x.eights(from: row * p))
      let own = parameters.value.eights(from: parameters.atC + label * p)
      let ownOut = parameters.gradient.eights(from: parameters.atC + label * p)
      for k in 0..<q where request.worst > 0 && k != label {
        let weight = parts[1].weights[row * lanes + k]
        let other = parameters.value.eights(from: parameters.atC + k * p)
        let out = parameters.gradient.eights(from: parameters.atC + k * p)
        for i in 0..<p / 8 {
          let corner = weight * (m[i] + rho[i].signed(by: other[i] - own[i]))
          out[i] += corner
          ownOut[i] -= corner
        }
        c[k] += weight
        c[label] -= weight
      }
    }
  }
}
