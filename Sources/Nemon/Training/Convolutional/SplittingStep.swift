import CKernels
import ImplicitNetworks
import LinearAlgebra

/// The step of forward-backward splitting for a monotone layer with the kernels `K`, chosen by its norms.
///
/// With `M = I - K`, `S` its symmetric and `N` its skew part, `m ≤ S ≤ s`, and `‖N‖₂ ≤ q`, an iteration
/// `x <- Φ(x + α (K x + v - x))` contracts in the Euclidean norm as `I - α M` does. Since `‖M x‖² ≤ (s + q)² ‖x‖²`, the square of
/// its factor is at most `1 - 2 α m + α² (s + q)²`; since `‖M x‖² ≤ 2 s ⟨S x, x⟩ + 2 q² ‖x‖²`, it is, for `α ≤ 1 / s`,
/// at most `1 - 2 α m + 2 α² (m s + q²)`. The first has its minimum at `m / (s + q)²`, the second at `m / (2 (m s + q²))`; the
/// larger of these two steps has the smaller factor, whose square is `1 - α m`.
struct SplittingStep {
  let parameters: ConvolutionalParameters
  /// The strong monotonicity of the layer.
  let m: Float

  /// Powers of `S` and of `N`, from a state that is always the same, so that the step follows from the parameters alone.
  private static let powers = 16
  /// What the norms are multiplied with, since powers come to them from below. By the bounds above a step of twice the length
  /// still contracts, so the norms may be larger by a factor of 1.4 than they are taken to be. One that is too long all the
  /// same is seen: the iteration is judged by its convergence.
  private static let margin = 1.1

  /// Four images are multiplied with `S`, four with `N`.
  func chosen(in w: GroupWorkspace) -> Float {
    let entries = parameters.architecture.channels * parameters.architecture.pixels
    var noise = RandomGenerator(seed: 1).stream("powers")
    for k in 0..<entries * groupSize { w.x.pointer[k] = Float(noise.uniform(-1, 1)) }
    let isSkew = SIMD8<Int32>(0, 0, 0, 0, 1, 1, 1, 1) .> 0
    var norms = Group.zero
    var shape = parameters.shapes.state
    let (x, forward, transposed) = (w.x.groups, w.offset.groups, w.other.groups)
    for _ in 0..<Self.powers {
      for (spectrum, out) in [(parameters.spectrum, w.offset), (parameters.adjointSpectrum, w.other)] {
        parameters.kernels.apply(&shape, spectrum.pointer, w.x.pointer, nil, out.pointer, w.scratch.pointer)
      }
      var before = Group.zero, after = Group.zero
      for k in 0..<entries {
        let (even, odd) = (0.5 * (forward[k] + transposed[k]), 0.5 * (forward[k] - transposed[k]))
        let next = (x[k] - even).replacing(with: odd, where: isSkew)
        before += x[k] * x[k]
        after += next * next
        forward[k] = next
      }
      // Zero stays zero: a layer without a skew part has none.
      norms = (after / before.replacing(with: 1, where: before .== 0)).squareRoot()
      let scale = 1 / after.squareRoot().replacing(with: 1, where: after .== 0)
      for k in 0..<entries { x[k] = scale * forward[k] }
    }
    let (m, s, q) = (
      Double(self.m), Self.margin * Double(norms.lowHalf.max()), Self.margin * Double(norms.highHalf.max())
    )
    return Float(max(m / ((s + q) * (s + q)), m / (2 * (m * s + q * q))))
  }
}
