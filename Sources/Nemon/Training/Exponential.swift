// Elementary functions of training, from additions, multiplications and divisions alone. Those of libraries differ in the
// last place from one processor to another; these give the same bits everywhere.

/// e^x, rounded to single precision from double.
///
/// x = k ln 2 + r with |r| <= ln 2 / 2, and Taylor's polynomial of degree 14 for e^r, which is off by less than 1e-18.
@inline(__always) package func exponential(_ x: Float) -> Float {
  // Beyond these the result is infinite or rounds to 0; NaN stays.
  if !(x <= 89) { return x.isNaN ? x : .infinity }
  if x < -104 { return 0 }
  let x = Double(x)
  // Adding 1.5 * 2^52 rounds to an integer, which then stands in the lowest bits.
  let shifted = x * 1.4426950408889634 + 0x1.8p52
  let k = shifted - 0x1.8p52
  let r = (x - k * Ln2.high) - k * Ln2.low
  var tail = 1.0 / 87_178_291_200
  tail = tail * r + 1.0 / 6_227_020_800
  tail = tail * r + 1.0 / 479_001_600
  tail = tail * r + 1.0 / 39_916_800
  tail = tail * r + 1.0 / 3_628_800
  tail = tail * r + 1.0 / 362_880
  tail = tail * r + 1.0 / 40_320
  tail = tail * r + 1.0 / 5_040
  tail = tail * r + 1.0 / 720
  tail = tail * r + 1.0 / 120
  tail = tail * r + 1.0 / 24
  tail = tail * r + 1.0 / 6
  tail = tail * r + 0.5
  return Float((1 + (r + r * r * tail)) * Double(bitPattern: (shifted.bitPattern &+ 1023) &<< 52))
}

/// ln x, rounded to single precision from double: -infinity at 0, NaN below.
///
/// x = 2^k (1 + f) with 1 + f between sqrt(1/2) and sqrt(2), and with s = f / (2 + f) the series
/// ln(1 + f) = 2 s + 2 s^3 / 3 + ... up to s^23, which is off by less than 1e-19, in a form whose first term is f itself.
package func logarithm(_ x: Float) -> Float {
  guard x > 0 else { return x == 0 ? -.infinity : .nan }
  guard x < .infinity else { return x }
  let x = Double(x)
  var (k, m) = (Double(x.exponent), x.significand)
  if m > 1.4142135623730951 { (k, m) = (k + 1, m / 2) }
  let f = m - 1
  let s = f / (2 + f)
  let z = s * s
  var rest = 0.0
  for n in stride(from: 23.0, through: 3, by: -2) { rest = z * (2 / n + rest) }
  let half = f * f / 2
  return Float(k * Ln2.high - ((half - (s * (half + rest) + k * Ln2.low)) - f))
}

/// base^exponent for an exponent of at least 0, by squaring, each product as the sum of two numbers: correct but for
/// some hundredths of the last place.
package func power(_ base: Double, _ exponent: Int) -> Double {
  typealias Sum = (high: Double, low: Double)
  func product(_ a: Sum, _ b: Sum) -> Sum {
    let high = a.high * b.high
    let low = (-high).addingProduct(a.high, b.high) + (a.high * b.low + a.low * b.high)
    return (high + low, low - ((high + low) - high))
  }
  var (result, square, rest): (Sum, Sum, Int) = ((1, 0), (base, 0), exponent)
  while rest > 0 {
    if rest % 2 == 1 { result = product(result, square) }
    rest /= 2
    if rest > 0 { square = product(square, square) }
  }
  return result.high
}

/// ln 2 as a sum. The first part ends in zeros, so that its product with an exponent is exact.
private enum Ln2 {
  static let high = 0x1.62e42fefap-1
  static let low = 0x1.cf79abc9e3b3ap-40
}
