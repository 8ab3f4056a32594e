/// A network that was trained by interval equilibria, on test images: what is certified, and what an attack leaves (claim B6).
package struct JudgedNetwork: Codable, Hashable, Sendable {
  /// What its matrix may be, and what stands before its layer.
  package var kind: String
  package var width: Int
  package var seed: UInt64
  /// In the maximum norm, in units where white is 1.
  package var radii: [Double]
  /// Test images, and how many are read rightly.
  package var images: Int
  package var right: Int
  /// Certified at each radius by the interval equilibrium, and by it or by the linear certificate that stands on it.
  package var interval: [Int]
  package var linear: [Int]
  /// Images that were attacked, and how many stay right at each radius.
  package var attackedImages: Int
  package var underAttack: [Int]
  /// Those among them that are certified, over all radii, and broken.
  package var certifiedAndAttacked: Int
  package var broken: Int
  /// The share of the images that the best global bound certifies at each radius.
  package var global: [Double]

  package init(
    kind: String, width: Int, seed: UInt64, radii: [Double], images: Int, right: Int, interval: [Int],
    linear: [Int], attackedImages: Int, underAttack: [Int], certifiedAndAttacked: Int, broken: Int,
    global: [Double]
  ) {
    (self.kind, self.width, self.seed, self.radii) = (kind, width, seed, radii)
    (self.images, self.right, self.interval, self.linear) = (images, right, interval, linear)
    (self.attackedImages, self.underAttack) = (attackedImages, underAttack)
    (self.certifiedAndAttacked, self.broken, self.global) = (certifiedAndAttacked, broken, global)
  }

  /// `NEMON, 100 units`.
  package var name: String { "\(kind), \(width) units" }
  /// The share that is read rightly.
  package var clean: Double { Double(right) / Double(images) }
  /// The share that the interval equilibrium certifies, one a radius.
  package var intervalShares: [Double] { interval.map { Double($0) / Double(images) } }
  /// The share that it or the linear certificate certifies, one a radius.
  package var linearShares: [Double] { linear.map { Double($0) / Double(images) } }
  /// The share of the attacked images that stay right, one a radius.
  package var sharesUnderAttack: [Double] { underAttack.map { Double($0) / Double(attackedImages) } }

  /// One of these shares at a radius that was tried; nil for others.
  package func share(_ shares: KeyPath<JudgedNetwork, [Double]>, at radius: Double) -> Double? {
    radii.firstIndex(of: radius).map { self[keyPath: shares][$0] }
  }
}
