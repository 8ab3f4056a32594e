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

  private func cleanLoss(_ row: Int, _ label: Int, _ share: Float, _ scale: Float) {
    let (p, q) = (parameters.p, parameters.q)
    let C = parameters.value.pointer + parameters.atC
    let (x, g) = (parts[0].x.pointer + row * p, parts[0].g.pointer + row * p)
    var scores = (0..<q).map { k in
      var sum = parameters.value[parameters.atc + k]
      for i in 0..<p { sum += C[k * p + i] * x[i] }
      return sum
    }
    outcomes[row].isRight = scores.indices.allSatisfy { $0 == label || scores[$0] < scores[label] }
    outcomes[row].loss += share * crossEntropy(&scores, label: label)
    for i in 0..<p { g[i] = 0 }
    for k in 0..<q {
      let weight = scores[k] * share * scale
      parts[0].weights[row * IntervalParameters.lanes + k] = weight
      for i in 0..<p { g[i] += weight * C[k * p + i] }
    }
  }

  /// Of the largest differences `D m + |D| rho + c_k - c_y`, `D = C_k - C_y`.
  private func worstLoss(_ row: Int, _ label: Int, _ share: Float, _ scale: Float) {
    let (p, q) = (parameters.p, parameters.q)
    let C = parameters.value.pointer + parameters.atC
    let own = C + label * p
    let (m, rho) = (parts[1].x.pointer + row * p, parts[2].x.pointer + row * p)
    let (g, gRho) = (parts[1].g.pointer + row * p, parts[2].g.pointer + row * p)
    var scores = (0..<q).map { k in
      guard k != label else { return Float(0) }
      let other = C + k * p
      var sum = parameters.value[parameters.atc + k] - parameters.value[parameters.atc + label]
      for i in 0..<p {
        let slope = other[i] - own[i]
        sum += slope * m[i] + abs(slope) * rho[i]
      }
      return sum
    }
    outcomes[row].isCertified = scores.indices.allSatisfy { $0 == label || scores[$0] < 0 }
    outcomes[row].loss += share * crossEntropy(&scores, label: label)
    for i in 0..<p { (g[i], gRho[i]) = (0, 0) }
    for k in 0..<q {
      let weight = k == label ? 0 : scores[k] * share * scale
      parts[1].weights[row * IntervalParameters.lanes + k] = weight
      guard k != label else { continue }
      let other = C + k * p
      for i in 0..<p {
        let slope = other[i] - own[i]
        g[i] += weight * slope
        gRho[i] += weight * abs(slope)
      }
    }
  }

  /// The gradients in `C` and `c`, sample by sample.
  func addOutputGradients(labels: [Int], _ request: Request) {
    let (p, q, lanes) = (parameters.p, parameters.q, IntervalParameters.lanes)
    let (C, G) = (parameters.value.pointer + parameters.atC, parameters.gradient.pointer + parameters.atC)
    let c = parameters.gradient.pointer + parameters.atc
    for k in 0..<q * p { G[k] = 0 }
    for k in 0..<lanes { c[k] = 0 }
    for (row, label) in labels.enumerated() {
      for k in 0..<q where request.clean > 0 {
        let weight = parts[0].weights[row * lanes + k]
        let (out, x) = (G + k * p, parts[0].x.pointer + row * p)
        for i in 0..<p { out[i] += weight * x[i] }
        c[k] += weight
      }
      for k in 0..<q where request.worst > 0 && k != label {
        let weight = parts[1].weights[row * lanes + k]
        let (m, rho) = (parts[1].x.pointer + row * p, parts[2].x.pointer + row * p)
        let (other, own) = (C + k * p, C + label * p)
        let (out, ownOut) = (G + k * p, G + label * p)
        for i in 0..<p {
          let slope = other[i] - own[i]
          let corner = weight * (m[i] + (slope > 0 ? rho[i] : slope < 0 ? -rho[i] : 0))
          out[i] += corner
          ownOut[i] -= corner
        }
        c[k] += weight
        c[label] -= weight
      }
    }
  }
}
