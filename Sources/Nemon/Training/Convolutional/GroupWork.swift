import ImageData
import ImplicitNetworks

/// What one group of images showed.
struct GroupRecord {
  var images = 0
  var loss = 0.0
  var hits = 0
  /// Nil where a value was not finite.
  var iterations: (forward: Int, backward: Int)?
}

/// A group's part of a training step.
struct GroupWork {
  let images: LabeledImages
  let pixels: PixelScale
  let solver: GroupSolver
  let gradients: GroupGradients
  let settings: TrainingSettings
  /// One over the images of the batch.
  let scale: Float

  /// Equilibrium, loss, adjoint equilibrium, and the gradients added to the chain's.
  ///
  /// A group that is not full is filled up with its first image, whose copies have no share in the loss.
  func run(_ chosen: Slice<UnsafeBufferPointer<Int>>, in w: GroupWorkspace, chain: Int, isFirst: Bool)
    -> GroupRecord
  {
    pixels.fill(w.u, with: images, chosen)
    var record = GroupRecord(images: chosen.count)
    guard let forward = solver.forward(w, tolerance: settings.tolerance) else { return record }
    for lane in 0..<groupSize {
      let counts = lane < chosen.count
      let label = Int(images.labels[chosen[chosen.startIndex + (counts ? lane : 0)]])
      let (loss, hit) = solver.loss(w, image: lane, label: label, scale: counts ? scale : 0)
      if counts { record.loss += Double(loss) }
      if counts && hit { record.hits += 1 }
    }
    gradients.addOutputs(w, chain: chain)
    guard let backward = solver.backward(w, signs: w.signs, tolerance: settings.adjointTolerance) else {
      return record
    }
    gradients.addStates(w, chain: chain, isFirst: isFirst)
    record.iterations = (forward, backward)
    return record
  }
}

extension EpochSums {
  mutating func add(_ record: GroupRecord, forward: Int, backward: Int) {
    images += record.images
    loss += record.loss
    hits += record.hits
    forwardIterations += forward * record.images
    backwardIterations += backward * record.images
  }
}
