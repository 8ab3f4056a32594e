import Foundation

/// e^x and ln x, rounded to single precision from double.
@inline(__always) func exponential(_ x: Float) -> Float { Float(exp(Double(x))) }
@inline(__always) func logarithm(_ x: Float) -> Float { Float(log(Double(x))) }
