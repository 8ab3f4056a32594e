import CKernels
import LinearAlgebra
import Training

extension Benchmark {
  /// The convolution kernels on a batch of 128 images of 32 x 32: the operator of the CIFAR-10 network (81 channels,
  /// 5 x 5 taps) both ways, one iteration of its equilibrium, its kernels' gradient, and a smaller operator.
  ///
  /// The operations are those of the products between channels as the kernels form them, 598 multiplications and as many
  /// additions for a tile of 256 sums; the transforms of the tiles are not counted. The definition would ask for
  /// 256 * 25 multiplications with 5 x 5 taps.
  /// - Returns: five measurements, each of 7 repetitions behind one to warm up.
  static func convolutions(threads: Int) -> [Benchmark] {
    let cifar = ConvolutionWorkload(channels: 81, taps: 5, threads: threads)
    let small = ConvolutionWorkload(channels: 32, taps: 3, threads: threads)
    return [
      cifar.measured("cifar_conv_application_seconds", "forward") { $0.apply(transposed: false) },
      cifar.measured("cifar_conv_transposed_seconds", "transposed") { $0.apply(transposed: true) },
      cifar.measured("cifar_conv_iteration_seconds", "an iteration of the equilibrium", parts: 10) {
        $0.iterate(times: 10)
      },
      cifar.measured("cifar_conv_gradient_seconds", "the kernels' gradient") { $0.addGradients() },
      small.measured("small_conv_application_seconds", "forward") { $0.apply(transposed: false) },
    ]
  }
}

/// States, kernels and scratch for one operator on all groups of a batch.
private final class ConvolutionWorkload: @unchecked Sendable {
  private static let groups = 16

  private let kernels: conv_kernel_set
  private let channels: Int, taps: Int
  private let team: WorkerTeam
  private let shape: conv_shape
  private let forward, transposed: FloatBuffer
  private let states, offsets: [FloatBuffer]
  /// One a task: each task takes every so many groups.
  private let scratch, accumulators: [FloatBuffer]

  init(channels: Int, taps: Int, threads: Int) {
    guard let kernels = conv_kernel_set_at(kernel_best_level())?.pointee else {
      preconditionFailure("no kernels")
    }
    (self.kernels, self.channels, self.taps, team) = (kernels, channels, taps, WorkerTeam(threads: threads))
    var shape = conv_shape(
      inputs: Int32(channels), outputs: Int32(channels), taps: Int32(taps), height: 32, width: 32)
    self.shape = shape
    forward = FloatBuffer(count: conv_spectrum_floats(&shape))
    transposed = FloatBuffer(count: conv_spectrum_floats(&shape))
    let (state, working, gradient) = (
      channels * 32 * 32 * Int(CONV_GROUP), conv_scratch_floats(&shape), conv_gradient_floats(&shape)
    )
    states = (0..<Self.groups).map { _ in FloatBuffer(count: state) }
    offsets = (0..<Self.groups).map { _ in FloatBuffer(count: state) }
    scratch = (0..<threads).map { _ in FloatBuffer(count: working) }
    accumulators = (0..<threads).map { _ in FloatBuffer(count: gradient) }
    var generator = RandomGenerator(seed: 1)
    for buffer in states + offsets {
      for i in 0..<buffer.count { buffer[i] = Float(generator.uniform(-1, 1)) }
    }
    let scale = 1 / Double(channels * taps * taps)
    let T = (0..<channels * channels * taps * taps).map { _ in Float(generator.uniform(-scale, scale)) }
    kernels.transform(&shape, T, forward.pointer)
    kernels.transform_transposed(&shape, T, transposed.pointer)
  }

  /// The time of `body`, seven times after one to warm up, for one of its `parts` equal parts.
  func measured(
    _ name: String, _ what: String, parts: Int = 1, _ body: (ConvolutionWorkload) -> Void
  ) -> Benchmark {
    let times = (0..<8).map { _ in wallTime { body(self) } / Double(parts) }
    let tiles = 32 * 32 / 256 * Self.groups * Int(CONV_GROUP)
    return Benchmark(
      name: name, what: "\(channels) channels, \(taps) x \(taps) taps, 128 images of 32 x 32: \(what)",
      seconds: Array(times.dropFirst()),
      operations: 2 * 598 * Double(channels * channels * tiles), threads: team.threads)
  }

  private func forEachGroup(_ body: (UnsafePointer<conv_shape>, _ task: Int, _ group: Int) -> Void) {
    withUnsafePointer(to: shape) { shape in
      team.run(tasks: scratch.count) { task in
        for group in stride(from: task, to: Self.groups, by: scratch.count) { body(shape, task, group) }
      }
    }
  }

  func apply(transposed isTransposed: Bool) {
    let spectrum = isTransposed ? transposed : forward
    forEachGroup { shape, task, group in
      kernels.apply(
        shape, spectrum.pointer, states[group].pointer, nil, offsets[group].pointer, scratch[task].pointer)
    }
  }

  func iterate(times: Int) {
    let pixels = channels * 32 * 32
    let (diagonal, steps) = (
      [Float](repeating: -0.5, count: channels), [Float](repeating: 0.5, count: channels)
    )
    diagonal.withUnsafeBufferPointer { diagonal in
      steps.withUnsafeBufferPointer { steps in
        forEachGroup { shape, task, group in
          var problem = conv_fixed_point(
            shape: shape, spectrum: forward.pointer, diagonal: diagonal.baseAddress, steps: steps.baseAddress,
            offset: offsets[group].pointer, negative_slope: 0, tolerance: 0, most_iterations: Int32(times),
            from_zero: 0)
          withUnsafeTemporaryAllocation(of: UInt8.self, capacity: pixels) { signs in
            _ = kernels.equilibrium(&problem, states[group].pointer, signs.baseAddress, scratch[task].pointer)
          }
        }
      }
    }
  }

  func addGradients() {
    forEachGroup { shape, task, group in
      kernels.gradient_add(
        shape, offsets[group].pointer, states[group].pointer, 0, accumulators[task].pointer,
        scratch[task].pointer)
    }
  }
}
