import ImplicitNetworks
import Oracles
import Testing

@Suite struct ActivationTests {
  static let all: [Activation] = [.relu, .leakyReLU(slope: 0.1), .tanh, .sigmoid]
  static let points = stride(from: -4.03, through: 4, by: 0.37).map { $0 }

  /// Oracle: values to twenty digits from a table of functions.
  @Test func values() {
    #expect(Activation.tanh(0.5) == 0.46211715726000975850)
    #expect(isClose(Activation.sigmoid(1), 0.73105857863000487926, 1e-15))
    #expect(Activation.relu(-2) == 0 && Activation.relu(3) == 3)
    #expect(Activation.leakyReLU(slope: 0.5)(-2) == -1)
    #expect(Activation.relu(.nan).isNaN && Activation.leakyReLU(slope: 0.5)(.nan).isNaN)
  }

  /// Oracle: central differences, error about h^2 = 1e-8 (points avoid the kink).
  @Test(arguments: all) func derivatives(activation: Activation) {
    for z in Self.points {
      let difference = (activation(z + 1e-4) - activation(z - 1e-4)) / 2e-4
      #expect(isClose(activation.derivative(z), difference, 1e-7))
      #expect(activation.slopes.contains(activation.derivative(z)))
    }
  }

  /// Oracle: its defining equation `x = phi(y)`, `(1 - alpha) phi(y) + alpha y = z`, from a chosen `y`.
  @Test(arguments: all, [0.05, 0.5, 1, 3]) func proximalOperator(activation: Activation, alpha: Double) {
    for y in Self.points {
      let z = (1 - alpha) * activation(y) + alpha * y
      #expect(isClose(activation.proximal(z, alpha: alpha), activation(y), 1e-13))
    }
  }
}
