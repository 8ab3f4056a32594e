import CKernels
import Foundation
import ImplicitNetworks

/// The images of a group side by side: one vector a pixel.
typealias Group = SIMD8<Float>
/// Images of a group.
let groupSize = Int(CONV_GROUP)

extension FloatBuffer {
  /// The same memory, one group of images an element.
  var groups: UnsafeMutablePointer<Group> {
    UnsafeMutableRawPointer(pointer).assumingMemoryBound(to: Group.self)
  }
}

/// What one group of images needs while it is worked on. It belongs to a thread, not to a group, so that it stays in
/// the cache.
///
/// Shapes, with p the pixels of a channel: `x`, `offset`, `other`, `q` `[channels, p, 8]`; `u`, which lies behind `x` as
/// its further channels, `[imageChannels, p, 8]`; `signs` `[channels, p]`; `pooled` `[features, 8]`; `logits`
/// `[classes, 8]`.
final class GroupWorkspace: @unchecked Sendable {
  let x, offset, other, q, pooled, logits, scratch: FloatBuffer
  let u: UnsafeMutablePointer<Float>
  let signs: UnsafeMutablePointer<UInt8>

  init(_ a: ConvolutionalArchitecture) {
    let state = a.channels * a.pixels * groupSize
    x = FloatBuffer(count: state + a.imageChannels * a.pixels * groupSize)
    u = x.pointer + state
    offset = FloatBuffer(count: state)
    (other, q) = (FloatBuffer(count: state), FloatBuffer(count: state))
    pooled = FloatBuffer(count: a.features * groupSize)
    logits = FloatBuffer(count: a.classes * groupSize)
    let shapes = ConvolutionShapes(a)
    scratch = FloatBuffer(
      count: max(shapes.scratch(shapes.stateAndInput), shapes.scratch(shapes.transposedInput)))
    signs = .allocate(capacity: a.channels * a.pixels)
    signs.initialize(repeating: 0, count: a.channels * a.pixels)
  }

  deinit { signs.deallocate() }
}

/// Workspaces for as many tasks as run at once. Which one a task gets changes no result.
final class WorkspacePool: @unchecked Sendable {
  private let lock = NSLock()
  private var free: [GroupWorkspace]

  init(_ architecture: ConvolutionalArchitecture, count: Int) {
    free = (0..<count).map { _ in GroupWorkspace(architecture) }
  }

  /// Calls `body` with a workspace that no other task has meanwhile.
  func with<Result>(_ body: (GroupWorkspace) -> Result) -> Result {
    guard let workspace = lock.withLock({ free.popLast() }) else {
      preconditionFailure("more tasks at once than workspaces")
    }
    defer { lock.withLock { free.append(workspace) } }
    return body(workspace)
  }
}

/// The convolutions of a network, as the kernels take them. The gradients in `T` and `B` are those of one kernel set,
/// `stateAndInput`, whose inputs are the channels and then the image's.
struct ConvolutionShapes {
  let state, input, stateAndInput, transposedInput: conv_shape

  init(_ a: ConvolutionalArchitecture) {
    let (taps, side) = (Int32(a.taps), Int32(a.side))
    let (channels, images) = (Int32(a.channels), Int32(a.imageChannels))
    state = conv_shape(inputs: channels, outputs: channels, taps: taps, height: side, width: side)
    input = conv_shape(inputs: images, outputs: channels, taps: taps, height: side, width: side)
    stateAndInput = conv_shape(
      inputs: channels + images, outputs: channels, taps: taps, height: side, width: side)
    transposedInput = conv_shape(inputs: channels, outputs: images, taps: taps, height: side, width: side)
  }

  func scratch(_ shape: conv_shape) -> Int { withUnsafePointer(to: shape) { conv_scratch_floats($0) } }
  func spectrum(_ shape: conv_shape) -> Int { withUnsafePointer(to: shape) { conv_spectrum_floats($0) } }
  func gradient(_ shape: conv_shape) -> Int { withUnsafePointer(to: shape) { conv_gradient_floats($0) } }
}
