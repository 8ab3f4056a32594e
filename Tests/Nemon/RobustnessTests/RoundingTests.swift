import ImplicitNetworks
import LinearAlgebra
import Oracles
import Robustness
import Testing

/// Bounds are rounded up, however near a model is to one that is not well posed.
@Suite struct RoundingTests {
  /// Oracle: by hand. `(1 - d) [[1/2, 1/2], [1/4, 3/4]]` with `d = 2^-k` is exact, and so is its sensitivity to an input
  /// of both units: `2^k`.
  @Test(arguments: 1...52) func noBoundFallsShort(k: Int) throws {
    let (d, exact) = (1 / Double(1 << k), Double(1 << k))
    let A = try Matrix([[0.5, 0.5], [0.25, 0.75]]).map { $0 * (1 - d) }
    // For the largest k these products are rounded, and the sensitivity is no longer known.
    guard A[0, 0] + A[0, 1] == 1 - d, A[1, 0] + A[1, 1] == 1 - d, A[1, 0] * 4 == 1 - d else { return }
    let model = try ImplicitModel(A: A, B: Matrix([[1], [1]]), C: .identity(2))
    var found = 0
    for values in [
      try? StateSensitivity.metzler(of: model).values, try? StateSensitivity.weightedNorm(of: model).values,
    ] {
      guard let values else { continue }
      found += 1
      #expect(values.allSatisfy { $0 >= exact })
      // Some ten units in the last place of 1, of which 1 - mu has 2^-k.
      #expect(values.allSatisfy { $0 <= exact * (1 + 1e-13 * exact) })
    }
    #expect(found == 2 || k > 44, "no bound for k = \(k)")
    let local = try? model.localCertificates(
      at: Matrix([[1]]), labels: [0], radius: 1 / exact, until: .residual(below: 1e-6))
    // Both units move by 1 at most, if at all.
    #expect(local.map { $0[0].rounds.allSatisfy { $0.dx.allSatisfy { $0 >= 1 || $0 == 0 } } } ?? true)
  }

  /// A model with `1 - mu` of 9.9e-15. Oracle: rational arithmetic, by which both units move by 100138641593465.8 for
  /// each unit of the input.
  @Test func aModelOnTheBrink() throws {
    // The first class has the logit 10003.85, and the second that of the first unit, which reaches 10013.86 within 1e-10.
    let model = try ImplicitModel(
      A: Matrix([[0.6774669173204066, 0.3225330826795834], [0.21828112921827167, 0.7817188707817183]]),
      B: Matrix([[1], [1]]), b: [0, 0], C: Matrix([[0, 0], [1, 0]]), c: [10003.85, 0])
    let exact = 100138641593465.78
    for bound in [try? model.metzlerLipschitzBound(), try? model.lipschitzBound()] {
      if let bound { #expect(bound >= exact) }
    }
    for sharpening in [nil, BoxSharpening(localRounds: 2)] {
      let certificate = try? IntervalCertificates(
        of: model, at: Matrix([[0]]), labels: [0], sharpening: sharpening)
      #expect(try certificate?.certifies(radii: [1e-10], team: WorkerTeam(threads: 1)) ?? [false] == [false])
    }
    let local = try? model.localCertificates(at: Matrix([[0]]), labels: [0], radius: 1e-10)
    #expect(local.map { !$0[0].isCertified } ?? true)
  }
}
