/// A network that was trained by interval equilibria, on test images: what is certified, and what an attack leaves (claim B6).
package struct JudgedNetwork: Codable, Hashable, Sendable {
  /// What its matrix may be, and what stands before its layer.
  package var kind: String
  package var width: Int
  package var seed: UInt64
  /// In the maximum norm, in units where white is 1.
  package var radii: [Double]
  /// Test images, and how many are read rightly, and certified at each radius by the interval equilibrium.
  package var images: Int
  package var right: Int
  package var certified: [Int]
  /// Images that were attacked, and how many stay right at each radius.
  package var attackedImages: Int
  package var underAttack: [Int]
  /// Certified among them over all radii, and broken.
  package var certifiedAndAttacked: Int
  package var broken: Int
  /// The share of the images that the best global bound certifies at each radius.
  package var global: [Double]

  package init(
    kind: String, width: Int, seed: UInt64, radii: [Double], images: Int, right: Int, certified: [Int],
    attackedImages: Int, underAttack: [Int], certifiedAndAttacked: Int, broken: Int, global: [Double]
  ) {
    (self.kind, self.width, self.seed, self.radii) = (kind, width, seed, radii)
    (self.images, self.right, self.certified) = (images, right, certified)
    (self.attackedImages, self.underAttack) = (attackedImages, underAttack)
    (self.certifiedAndAttacked, self.broken, self.global) = (certifiedAndAttacked, broken, global)
  }

  /// `NEMON, 100 units`.
  package var name: String { "\(kind), \(width) units" }
  /// The share that is read rightly.
  package var clean: Double { Double(right) / Double(images) }
  /// The share that is certified, one a radius.
  package var certifiedShares: [Double] { certified.map { Double($0) / Double(images) } }
  /// The share of the attacked images that stay right, one a radius.
  package var sharesUnderAttack: [Double] { underAttack.map { Double($0) / Double(attackedImages) } }

  /// One of these shares at a radius that was tried; nil for others.
  package func share(_ shares: KeyPath<JudgedNetwork, [Double]>, at radius: Double) -> Double? {
    radii.firstIndex(of: radius).map { self[keyPath: shares][$0] }
  }
}
