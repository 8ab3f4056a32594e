import CKernels
import ImplicitNetworks
import LinearAlgebra

/// How `A` follows from a family's free parameters, how the loss's gradient in `A` comes back to them, and in which
/// form the kernels solve with `A`.
///
/// Matrices have rows padded to whole vectors, shape `[n, p]`.
protocol LayerMap: AnyObject, Sendable {
  /// In the order of `LayerParameters.free`.
  var free: [AdamBlock] { get }
  var form: FixedPointForm { get }
  /// The inverse weights `1/η` and the weights `η` of the norm of the Lipschitz bound, shape `[p]`.
  var growth: FloatBuffer { get }
  var decay: FloatBuffer { get }
  /// What the measure of `A` stays below in these weights; nil for a family that does not bound it.
  var gamma: Float? { get }

  /// Tasks of the part of a step that needs no more than the batch's states and adjoints.
  var tasks: Int { get }
  func step(_ task: Int, _ buffers: StepBuffers, batch: Int, adam: kernel_adam_step)
  /// The rest of a step, after all of these tasks; then `A` and its form, as in `recompute`.
  /// - Parameter pull: the regulariser's part, nil without one.
  func finish(adam: kernel_adam_step, pull: RegulariserPull?, team: WorkerTeam)
  /// Recomputes `A` and its form from the free parameters.
  func recompute(team: WorkerTeam)
  /// By how much `A` leaves the family's constraint: not above rounding, if the theory holds. Computed from the `A`
  /// that the kernels use; 0 where there is no constraint.
  func excess() -> Float
}

/// What the regulariser adds to the gradient in the logarithms of the inverse weights.
struct RegulariserPull {
  var lambda: Float
  var regulariser: AttainedNorms
  /// `|c_kj| exp(-d_j)` of the row k that attains ‖C‖, before this step, shape `[p]`.
  var outputShare: UnsafePointer<Float>
}

/// The fixed-point problem that the kernels iterate, `y <- y + steps (φ(y M + s) - y)`, forward and adjoint.
///
/// In the plain form `M` is the transposed `A` forward and `A` for the adjoint, `φ` the activation, `s` the
/// pre-activation that the inputs give.
///
/// In the reflected form the iteration is Peaceman and Rachford's splitting. With the resolvent
/// `V = (I + α (I - A))^-1` one step of it is `z' = 2 x - z, z <- 2 V (z' + α v) - z', x = ReLU(z)`; and since
/// `2 ReLU(z) - z = |z|`, it is `z <- R |z| + (R + I) α v` with the Cayley transform `R = 2 V - I`: the same kernel, with
/// `y = |z|`, the absolute value for `φ` and steps of 1. The adjoint has `R'`, and `±1` for the slopes: the reflection
/// of `J` is `2 J - I`.
final class FixedPointForm: @unchecked Sendable {
  /// `M` of the two directions, `[n, p]`, and the steps, `[p]`.
  let forward, adjoint, steps: FloatBuffer
  /// Rows of `M` that count: n, or 0 where `A` is zero and one pass suffices.
  let depth: Int
  /// The step `α` of the splitting; nil for the plain form.
  let splittingStep: Float?

  init(n: Int, padded p: Int, depth: Int? = nil, adjoint: FloatBuffer? = nil, splittingStep: Float? = nil) {
    forward = FloatBuffer(count: n * p)
    self.adjoint = adjoint ?? FloatBuffer(count: n * p)
    steps = FloatBuffer(count: p)
    self.depth = depth ?? n
    self.splittingStep = splittingStep
    for i in 0..<p { steps[i] = 1 }
  }

  /// Writes columns `rows` of `forward` as the transposed rows of `adjoint`.
  func transpose(_ rows: Range<Int>, n: Int, padded p: Int) {
    let (source, target) = (adjoint.pointer, forward.pointer)
    for j in 0..<n {
      for i in rows { target[j * p + i] = source[i * p + j] }
    }
  }
}

/// The rows of each task, when matrices are shared out.
func layerRows(_ n: Int) -> Blocks { Blocks(of: n, each: 10) }

extension StepBuffers {
  /// Rows of `∂loss/∂A = Σ q x'` over the batch, into the same rows of `gradient`, shape `[n, p]`.
  func addUpGradient(
    _ rows: Range<Int>, batch m: Int, padded p: Int, kernels: UnsafePointer<kernel_set>,
    into gradient: FloatBuffer
  ) {
    kernels.pointee.product(
      Int32(rows.count), Int32(p), Int32(m), q.pointer + rows.lowerBound, 1, p, x.pointer, p, nil, 0,
      gradient.pointer + rows.lowerBound * p, p)
  }
}

extension NetworkFamily {
  /// The map for this family, its parameters still zero.
  func layerMap(width n: Int, padded p: Int, kernels: UnsafePointer<kernel_set>) -> any LayerMap {
    switch self {
    case .nemon(let gamma): NEMONMap(n: n, padded: p, gamma: gamma, kernels: kernels)
    case .idl(let radius): IDLMap(n: n, padded: p, radius: radius, kernels: kernels)
    case .mon(let m): MONMap(n: n, padded: p, m: m, kernels: kernels)
    case .explicit: ExplicitMap(n: n, padded: p)
    }
  }
}
