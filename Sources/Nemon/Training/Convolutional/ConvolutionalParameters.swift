import CKernels
import ImplicitNetworks
import LinearAlgebra

/// The trained parameters of a `ConvolutionalNetwork` with their moments, each block padded to whole vectors, and
/// what follows from them. With a radius they are IDL's: the layer is `T` itself, without `γ - r`, and `‖T‖_inf` stays below
/// the radius. With monotone kernels they are MON's: the layer is `T` itself, which follows from those.
final class ConvolutionalParameters: @unchecked Sendable {
  let architecture: ConvolutionalArchitecture
  let negativeSlope: Float
  /// Of the ball in which each channel's row of `T` stays; nil where `T` is free.
  let radius: Float?
  /// MON's kernels; nil for the other families.
  let monotone: MonotoneKernelMap?
  /// The step of every channel with which the iteration contracts, as far as its norms are known (`SplittingStep`), where it does
  /// not follow from the diagonal.
  var step: Float?
  /// That step, one a channel; nil where `steps` follow from the diagonal.
  private(set) var cautiousSteps: FloatBuffer?
  /// What the first try's steps are longer by. A unit that is silent takes no part, and so the norms of the others' matrix are
  /// much smaller than those that the step is chosen by.
  private static let haste: Float = 4
  let shapes: ConvolutionShapes
  let kernels: conv_kernel_set
  let vectors: UnsafePointer<kernel_set>
  let T, B, b, C, c: AdamBlock
  /// Transforms of `T`, of its transpose, of `B` and of its transpose.
  let spectrum, adjointSpectrum, inputSpectrum, adjointInputSpectrum: FloatBuffer
  /// `γ - r_c`, rounded down, or zero with a radius, and the step of each channel, `1 / (1 - a_cc^-)`; shape `[channels]`.
  let diagonal, steps: FloatBuffer
  /// The measure of the layer, by its entries, minus γ; with a radius, the norm minus that; with monotone kernels 0, as the
  /// form of the layer is all that bounds it.
  private(set) var excess = 0.0

  init(_ model: ConvolutionalNetwork, radius: Float? = nil, level: kernel_level) {
    guard let kernels = conv_kernel_set_at(level), let vectors = kernel_set_at(level) else {
      preconditionFailure("kernel level \(level) cannot run here")
    }
    let a = model.architecture
    (architecture, negativeSlope, shapes) = (a, model.negativeSlope, ConvolutionShapes(a))
    (self.radius, step) = (radius, model.step)
    monotone = model.monotone.map { MonotoneKernelMap($0, a, vectors: vectors) }
    (self.kernels, self.vectors) = (kernels.pointee, vectors)
    T = AdamBlock(count: Self.padded(a.entriesOfT))
    B = AdamBlock(count: Self.padded(a.entriesOfB))
    b = AdamBlock(count: Self.padded(a.channels))
    C = AdamBlock(count: Self.padded(a.classes * a.features))
    c = AdamBlock(count: Self.padded(a.classes))
    spectrum = FloatBuffer(count: shapes.spectrum(shapes.state))
    adjointSpectrum = FloatBuffer(count: shapes.spectrum(shapes.state))
    inputSpectrum = FloatBuffer(count: shapes.spectrum(shapes.input))
    adjointInputSpectrum = FloatBuffer(count: shapes.spectrum(shapes.input))
    diagonal = FloatBuffer(count: a.channels)
    steps = FloatBuffer(count: a.channels)
    fill(\.value, from: model)
  }

  /// The least number of whole vectors that hold `count` numbers, in numbers.
  static func padded(_ count: Int) -> Int {
    (count + PaddedParameters.lanes - 1) / PaddedParameters.lanes * PaddedParameters.lanes
  }

  /// Copies parameters, or moments in the shape of parameters.
  func fill(_ part: KeyPath<AdamBlock, FloatBuffer>, from model: ConvolutionalNetwork) {
    for (block, values) in [(T, model.T), (B, model.B), (b, model.b), (C, model.C), (c, model.c)] {
      block[keyPath: part].pointer.update(from: values, count: values.count)
    }
    if let kernels = model.monotone { monotone?.fill(part, from: kernels) }
    if part == \.value { step = model.step }
  }

  /// Parameters, or moments in the shape of parameters.
  func read(_ part: KeyPath<AdamBlock, FloatBuffer>, like model: ConvolutionalNetwork)
    -> ConvolutionalNetwork
  {
    func values(_ block: AdamBlock, _ count: Int) -> [Float] {
      Array(UnsafeBufferPointer(start: block[keyPath: part].pointer, count: count))
    }
    var out = model
    out.T = values(T, model.T.count)
    out.B = values(B, model.B.count)
    out.b = values(b, model.b.count)
    out.C = values(C, model.C.count)
    out.c = values(c, model.c.count)
    out.monotone = model.monotone.flatMap { monotone?.read(part, like: $0) }
    if part == \.value { out.step = step }
    return out
  }

  /// Recomputes the diagonal, the steps and the measure from `T` (claim C6).
  ///
  /// `γ - r_c` is rounded down, so that the measure of the layer, in exact arithmetic on the single-precision entries,
  /// never exceeds γ.
  func recomputeDiagonal() {
    let a = architecture
    let (taps, gamma) = (a.taps * a.taps, Double(a.gamma))
    let row = a.channels * taps
    excess = -.infinity
    for channel in 0..<a.channels {
      let entries = T.value.pointer + channel * row
      var sum = 0.0
      for k in 0..<row { sum += Double(entries[k].magnitude) }
      let own = Double(entries[channel * taps + taps / 2])
      diagonal[channel] = hasRowSums ? Float(gamma - sum).nextDown : 0
      let onDiagonal = own + Double(diagonal[channel])
      let measure = onDiagonal + (sum - own.magnitude)
      excess = max(excess, monotone != nil ? 0 : radius.map { sum - Double($0) } ?? (measure - gamma))
      steps[channel] = step.map { min(Self.haste * $0, 1) } ?? Float(1 / (1 - min(onDiagonal, 0)))
    }
    guard let step else { return cautiousSteps = nil }
    let buffer = cautiousSteps ?? FloatBuffer(count: a.channels)
    buffer.pointer.update(repeating: step, count: a.channels)
    cautiousSteps = buffer
  }

  /// Whether the layer is NEMON's, with `γ - r` beside `T`.
  var hasRowSums: Bool { radius == nil && monotone == nil }

  /// Moves a channel's row of `T` into the ball.
  func project(channel: Int) {
    guard let radius else { return }
    let row = architecture.entriesOfT / architecture.channels
    L1Ball(radius: radius).project(
      UnsafeMutableBufferPointer(start: T.value.pointer + channel * row, count: row))
  }

  /// Transforms that each step needs, and the one that only gradients for images need.
  static let trainingTransforms = 3
  static let transforms = 4

  /// Recomputes one of the transforms from the parameters.
  func recomputeTransform(_ number: Int) {
    var (state, input) = (shapes.state, shapes.input)
    switch number {
    case 0: kernels.transform(&state, T.value.pointer, spectrum.pointer)
    case 1: kernels.transform_transposed(&state, T.value.pointer, adjointSpectrum.pointer)
    case 2: kernels.transform(&input, B.value.pointer, inputSpectrum.pointer)
    default: kernels.transform_transposed(&input, B.value.pointer, adjointInputSpectrum.pointer)
    }
  }
}

/// A norm in the maximum norm, the largest sum of a row's magnitudes, and the entries of the first row that attains it.
struct AttainedNorm {
  var value: Float
  var entries: Range<Int>

  init(_ block: AdamBlock, rows: Int, columns: Int) {
    (value, entries) = (0, 0..<columns)
    for row in 0..<rows {
      var sum: Float = 0
      for k in row * columns..<(row + 1) * columns { sum += block.value.pointer[k].magnitude }
      if sum > value { (value, entries) = (sum, row * columns..<(row + 1) * columns) }
    }
  }
}

extension ConvolutionalParameters {
  /// No less than the layer's measure in the maximum norm, of which MON bounds none.
  var largestMeasure: Float { monotone != nil ? .infinity : max(radius ?? architecture.gamma, 0) }

  /// `‖B‖ = max_c Σ |B[c, :, :, :]|`
  var inputNorm: AttainedNorm {
    AttainedNorm(B, rows: architecture.channels, columns: architecture.entriesOfB / architecture.channels)
  }

  /// `‖C‖ = max_k Σ |C[k, :, :, :]|`: averaging over squares has norm 1 in the maximum norm, and `C P` the same sums.
  var outputNorm: AttainedNorm { AttainedNorm(C, rows: architecture.classes, columns: architecture.features) }
}
