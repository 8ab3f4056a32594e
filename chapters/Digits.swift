import ImageData
import LinearAlgebra

/// Digits as inputs of the trained networks, one a row: normalised pixels.
func digitInputs(_ digits: LabeledImages) -> Matrix<Double> {
  Matrix(
    rows: digits.count, columns: 784, elements: digits.pixels.map { (Double($0) / 255 - 0.1307) / 0.3081 })
}
