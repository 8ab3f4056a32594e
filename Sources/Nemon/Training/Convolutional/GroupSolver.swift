import CKernels
import ImplicitNetworks

/// The forward and backward solves of one group of images, in a workspace.
struct GroupSolver: @unchecked Sendable {
  let parameters: ConvolutionalParameters
  private let architecture: ConvolutionalArchitecture
  private let squares: Int

  init(_ parameters: ConvolutionalParameters) {
    self.parameters = parameters
    architecture = parameters.architecture
    squares = architecture.side / architecture.pool
  }

  /// `v = B * u + b` from `u`, the equilibrium `x` of the group with the signs of its pre-activations, and the logits.
  /// - Returns: iterations, or nil where a value is not finite.
  func forward(_ w: GroupWorkspace, tolerance: SolverTolerance) -> Int? {
    var input = parameters.shapes.input
    fillOffset(w, with: { Group(repeating: parameters.b.value.pointer[$0]) })
    parameters.kernels.apply(
      &input, parameters.inputSpectrum.pointer, w.u, w.offset.pointer, w.offset.pointer,
      w.scratch.pointer)
    guard let iterations = equilibrium(w, tolerance: tolerance) else { return nil }
    average(w)
    linear(w)
    return iterations
  }

  private func equilibrium(_ w: GroupWorkspace, tolerance: SolverTolerance) -> Int? {
    solve(parameters.spectrum, w, tolerance) {
      parameters.kernels.equilibrium($0, w.x.pointer, w.signs, w.scratch.pointer)
    }
  }

  /// The adjoint equilibrium from the loss's gradient in the logits, which stands in their place. Leaves the gradient
  /// in the pre-activations in `q` and uses up `offset` and `other`.
  /// - Returns: iterations, or nil where a value is not finite.
  func backward(_ w: GroupWorkspace, signs: UnsafePointer<UInt8>, tolerance: SolverTolerance) -> Int? {
    linearTransposed(w)
    spread(w)
    return solve(parameters.adjointSpectrum, w, tolerance) {
      parameters.kernels.adjoint($0, signs, w.other.pointer, w.q.pointer, w.scratch.pointer)
    }
  }

  /// The gradient in the inputs, `B' q`, in place of `u`.
  func inputGradient(_ w: GroupWorkspace) {
    var shape = parameters.shapes.transposedInput
    parameters.kernels.apply(
      &shape, parameters.adjointInputSpectrum.pointer, w.q.pointer, nil, w.u, w.scratch.pointer)
  }

  /// Iterates from zero. Where the steps need not converge, they are given half of the iterations that are allowed; what has
  /// not converged by then goes on with the cautious steps, from where it is if that is finite.
  /// - Returns: all iterations, or nil where a value is not finite. A group that reached the limit keeps its last iterate: in
  ///   training its gradient is a little less exact. The count says so to whoever reads the history.
  private func solve(
    _ spectrum: FloatBuffer, _ w: GroupWorkspace, _ tolerance: SolverTolerance,
    by kernel: (UnsafePointer<conv_fixed_point>) -> Int32
  ) -> Int? {
    withUnsafePointer(to: parameters.shapes.state) { shape in
      var problem = conv_fixed_point(
        shape: shape, spectrum: spectrum.pointer, diagonal: parameters.diagonal.pointer,
        steps: parameters.steps.pointer, offset: w.offset.pointer, negative_slope: parameters.negativeSlope,
        tolerance: tolerance.relativeChange, most_iterations: Int32(tolerance.mostIterations),
        from_zero: 1)
      guard let cautious = parameters.cautiousSteps else { return iterations(kernel(&problem)) }
      let tried = Int32(tolerance.mostIterations / 2)
      problem.most_iterations = tried
      let outcome = kernel(&problem)
      guard outcome < 0 else { return Int(outcome) }
      problem.from_zero = outcome == Int32.min ? 1 : 0
      (problem.steps, problem.most_iterations) = (
        UnsafePointer(cautious.pointer), Int32(tolerance.mostIterations) - tried
      )
      return iterations(kernel(&problem)).map { Int(tried) + $0 }
    }
  }

  private func iterations(_ outcome: Int32) -> Int? {
    outcome == Int32.min ? nil : Int(outcome.magnitude)
  }

  private func fillOffset(_ w: GroupWorkspace, with value: (Int) -> Group) {
    let (v, pixels) = (w.offset.groups, architecture.pixels)
    for channel in 0..<architecture.channels {
      (v + channel * pixels).update(repeating: value(channel), count: pixels)
    }
  }
}

/// Averaging over squares and the linear layer, with their transposes.
extension GroupSolver {
  /// `pooled`, the means of `x` over squares.
  private func average(_ w: GroupWorkspace) {
    let (x, pooled, side, pool) = (w.x.groups, w.pooled.groups, architecture.side, architecture.pool)
    let share = Group(repeating: 1 / Float(pool * pool))
    for row in 0..<architecture.channels * squares {
      for column in 0..<squares {
        var sum = Group.zero
        for y in 0..<pool {
          let line = x + (row * pool + y) * side + column * pool
          for k in 0..<pool { sum += line[k] }
        }
        pooled[row * squares + column] = share * sum
      }
    }
  }

  /// The transpose: every pixel of a square gets its share of `pooled`, in `offset`.
  private func spread(_ w: GroupWorkspace) {
    let (g, pooled, side, pool) = (w.offset.groups, w.pooled.groups, architecture.side, architecture.pool)
    let share = Group(repeating: 1 / Float(pool * pool))
    for row in 0..<architecture.channels * squares {
      for column in 0..<squares {
        let value = share * pooled[row * squares + column]
        for y in 0..<pool {
          (g + (row * pool + y) * side + column * pool).update(repeating: value, count: pool)
        }
      }
    }
  }

  /// `logits = C pooled + c`, eight sums for each class.
  private func linear(_ w: GroupWorkspace) {
    let (pooled, logits, features) = (w.pooled.groups, w.logits.groups, architecture.features)
    for k in 0..<architecture.classes {
      let row = parameters.C.value.pointer + k * features
      var total = Group(repeating: parameters.c.value.pointer[k])
      var feature = 0
      while feature < features {
        // Partial sums over a few features lose less to rounding than one long chain.
        let end = min(features, feature + 64)
        var sum = Group.zero
        while feature < end {
          sum += row[feature] * pooled[feature]
          feature += 1
        }
        total += sum
      }
      logits[k] = total
    }
  }

  /// `pooled = C' logits`.
  private func linearTransposed(_ w: GroupWorkspace) {
    let (pooled, logits, features) = (w.pooled.groups, w.logits.groups, architecture.features)
    for feature in 0..<features {
      var sum = Group.zero
      for k in 0..<architecture.classes {
        sum += parameters.C.value.pointer[k * features + feature] * logits[k]
      }
      pooled[feature] = sum
    }
  }

  /// Cross-entropy of an image of the group; its logits become the loss's gradient times `scale`.
  /// - Returns: the loss, and whether the largest logit is the label's.
  func loss(_ w: GroupWorkspace, image: Int, label: Int, scale: Float) -> (value: Float, hit: Bool) {
    crossEntropy(
      w.logits.pointer + image, stride: groupSize, classes: architecture.classes, label: label, scale: scale)
  }
}
