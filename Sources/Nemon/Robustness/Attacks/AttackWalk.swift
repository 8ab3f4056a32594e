import LinearAlgebra

/// An attack on some images under way: the one definition of every move, of the walk of projected gradient descent and
/// of which point counts.
///
/// Buffers have the shape `[images, stride]`. Rows of `moved` and `gradient` are those of `present`: once an image is
/// broken, the last row fills its place. Everything is inlinable, so that the loops over pixels are compiled for the
/// target's own numbers.
public final class AttackWalk<Target: AttackTarget> {
  public typealias Scalar = Target.Scalar

  @usableFromInline let target: Target
  @usableFromInline let labels: [Int]
  @usableFromInline let pixels, stride, firstImage: Int
  @usableFromInline let generator: RandomGenerator
  @usableFromInline let originals, moved, gradient: UnsafeMutablePointer<Scalar>
  /// The images that are not broken yet, by number.
  @usableFromInline var present: [Int]
  /// What the network read last, a class for each of `present`.
  @usableFromInline var classes: [Int] = []
  @usableFromInline var outcome: AttackOutcome<Scalar>

  /// - Parameters:
  ///   - pixels: of an image.
  ///   - stride: from one image to the next in the buffers that the target sees; beyond the pixels they are zero.
  ///   - labels: the true class of each image.
  ///   - seed: for random moves.
  ///   - firstImage: the number of the first image in the whole set: image k draws from the stream of its number.
  ///   - pixel: of an image, in [0, 1].
  @inlinable
  public init(
    on target: Target, pixels: Int, stride: Int, labels: [Int], seed: UInt64, firstImage: Int = 0,
    pixel: (_ image: Int, _ pixel: Int) -> Scalar
  ) {
    (self.target, self.labels) = (target, labels)
    (self.pixels, self.stride, self.firstImage) = (pixels, stride, firstImage)
    generator = RandomGenerator(seed: seed)
    let count = labels.count * stride
    (originals, moved, gradient) = (Self.zeros(count), Self.zeros(count), Self.zeros(count))
    present = Array(labels.indices)
    outcome = AttackOutcome(
      isRight: [], pixels: Matrix(rows: labels.count, columns: pixels),
      classes: Array(repeating: 0, count: labels.count))
    for image in labels.indices {
      for k in 0..<pixels { originals[image * stride + k] = pixel(image, k) }
    }
    moved.update(from: originals, count: count)
  }

  deinit { for buffer in [originals, moved, gradient] { UnsafeMutableRawPointer(buffer).deallocate() } }

  /// On a cache line's boundary, as kernels want it.
  @inlinable
  static func zeros(_ count: Int) -> UnsafeMutablePointer<Scalar> {
    let buffer = UnsafeMutableRawPointer.allocate(
      byteCount: max(count, 1) * MemoryLayout<Scalar>.stride, alignment: 64)
    return buffer.initializeMemory(as: Scalar.self, repeating: 0, count: max(count, 1))
  }

  /// Runs once.
  /// - Parameters:
  ///   - radii: in increasing order.
  ///   - progress: receives the share that is done, in [0, 1], after each move of all images and each radius; what it throws ends the attack.
  /// - Throws: what the target and `progress` throw.
  @inlinable
  public func run(
    _ attack: Attack, radii: [Double], progress: (Double) throws -> Void = { _ in }
  ) throws -> AttackOutcome<Scalar> {
    require(zip(radii, radii.dropFirst()).allSatisfy { $0 < $1 }, "radii \(radii) must increase")
    switch attack {
    case .uniformNoise:
      try move(at: radii, progress) { addNoise($0, start: 0) }
    case .continuousInversion:
      try move(at: radii, progress) { radius in
        change { $0 + Scalar(radius) * ($0 < 0.5 ? 1 : $0 > 0.5 ? -1 : 0) }
      }
    case .inversionBlend:
      try move(at: radii, progress) { radius in
        change { (1 - Scalar(radius)) * $0 + Scalar(radius) * (1 - $0) }
      }
    case .fastGradientSign:
      try read(for: .judging, isWarm: false)
      try differentiate(for: .judging, isWarm: false)
      try move(at: radii, progress) { radius in
        moved.update(from: originals, count: labels.count * stride)
        step(radius, within: radius)
      }
    case .projectedGradientDescent(let steps, let step, let starts):
      try descend(at: radii, steps: steps, step: step, starts: starts, progress)
    }
    return outcome
  }

  /// One given move of all images at each radius.
  @inlinable
  func move(
    at radii: [Double], _ progress: (Double) throws -> Void, by body: (Double) -> Void
  ) throws {
    for (done, radius) in radii.enumerated() {
      body(radius)
      try read(for: .judging, isWarm: false)
      outcome.isRight.append(zip(classes, labels).map { $0 == $1 })
      try progress(Double(done + 1) / Double(radii.count))
    }
    for row in present.indices { keep(row) }
  }

  @inlinable
  func descend(
    at radii: [Double], steps: Int, step: Double, starts: Int, _ progress: (Double) throws -> Void
  ) throws {
    try read(for: .judging, isWarm: false)
    for row in present.indices { keep(row) }
    leaveOutBroken()
    for (done, radius) in radii.enumerated() {
      // There is nowhere to go at radius 0.
      for start in 0..<(radius > 0 ? starts : 0) where !present.isEmpty {
        addNoise(radius, start: start)
        for k in 0..<steps where !present.isEmpty {
          try read(for: .searching, isWarm: k > 0)
          if present.indices.contains(where: isBroken) { try judge() }
          guard !present.isEmpty else { break }
          try differentiate(for: .searching, isWarm: k > 0)
          self.step(step * radius, within: radius)
          let moves = Double(start * steps + k + 1) / Double(starts * steps)
          try progress((Double(done) + moves) / Double(radii.count))
        }
        if !present.isEmpty { try judge() }
      }
      let left = Set(present)
      outcome.isRight.append(labels.indices.map(left.contains))
      try progress(Double(done + 1) / Double(radii.count))
    }
    for row in present.indices { keep(row) }
  }

  /// Looks at all rows again, exactly, and takes the broken ones out.
  @inlinable
  func judge() throws {
    try read(for: .judging, isWarm: true)
    for row in present.indices where isBroken(row) { keep(row) }
    leaveOutBroken()
  }

  @inlinable
  func leaveOutBroken() {
    var row = 0
    while row < present.count {
      guard isBroken(row) else {
        row += 1
        continue
      }
      let last = present.count - 1
      if row != last { (moved + row * stride).update(from: moved + last * stride, count: stride) }
      target.fill(row, from: last)
      (present[row], classes[row]) = (present[last], classes[last])
      present.removeLast()
      classes.removeLast()
    }
  }
}

/// The rules for pixels, and what is kept.
extension AttackWalk {
  /// `moved <- clip(original + noise)`, from the image's own stream for this start.
  @inlinable
  func addNoise(_ radius: Double, start: Int) {
    for (row, image) in present.enumerated() {
      var stream = generator.stream(start).stream(firstImage + image)
      let (from, to) = (originals + image * self.stride, moved + row * self.stride)
      for k in 0..<pixels { to[k] = clipped(from[k] + Scalar(stream.uniform(-radius, radius))) }
    }
  }

  /// `moved <- clip(f(original))`
  @inlinable
  func change(_ f: (Scalar) -> Scalar) {
    for (row, image) in present.enumerated() {
      let (from, to) = (originals + image * stride, moved + row * stride)
      for k in 0..<pixels { to[k] = clipped(f(from[k])) }
    }
  }

  /// One step along the sign of the gradient, projected to the ball around the original and to [0, 1].
  @inlinable
  func step(_ size: Double, within radius: Double) {
    let (size, radius) = (Scalar(size), Scalar(radius))
    for (row, image) in present.enumerated() {
      let (from, to, slope) = (originals + image * stride, moved + row * stride, gradient + row * stride)
      for k in 0..<pixels {
        let next = to[k] + (slope[k] > 0 ? size : slope[k] < 0 ? -size : 0)
        to[k] = clipped(Swift.min(Swift.max(next, from[k] - radius), from[k] + radius))
      }
    }
  }

  @inlinable
  func read(for precision: AttackPrecision, isWarm: Bool) throws {
    classes = try target.read(moved, rows: present.count, for: precision, isWarm: isWarm)
  }

  @inlinable
  func differentiate(for precision: AttackPrecision, isWarm: Bool) throws {
    try target.differentiate(present.map { labels[$0] }, for: precision, isWarm: isWarm, into: gradient)
  }

  @inlinable
  func isBroken(_ row: Int) -> Bool { classes[row] != labels[present[row]] }

  /// Keeps the row's image, and what the network reads in it.
  @inlinable
  func keep(_ row: Int) {
    outcome.pixels[row: present[row]] = (0..<pixels).map { moved[row * stride + $0] }
    outcome.classes[present[row]] = classes[row]
  }
}

@inlinable
func clipped<Scalar: BinaryFloatingPoint>(_ x: Scalar) -> Scalar { Swift.min(Swift.max(x, 0), 1) }
