import Foundation
import ImageData
import ImplicitNetworks
import LinearAlgebra
import Records
import Shards

/// Trainings of several families with the same seeds, images and settings. Each run is a shard: it is kept by itself, so that
/// a further lambda, seed or family trains what is new and nothing else.
///
///     try Study(.nemon(lambdas: [0, 1e-4]), .idl, .mon, .explicit).seeds(1...5).epochs(10)
///       .train(on: StudyImages(MNIST.load(from: mnist.directory)), in: cell)
package struct Study: Sendable {
  /// A family, with the factors of the Lipschitz regulariser that it is trained with.
  package struct Member: Sendable {
    var family: NetworkFamily
    var lambdas: [Double]

    package static func nemon(lambdas: [Double], gamma: Float = 0) -> Member {
      Member(family: .nemon(gamma: gamma), lambdas: lambdas)
    }
    package static let nemon = nemon(lambdas: [0])

    package static func idl(lambdas: [Double], radius: Float = 0.95) -> Member {
      Member(family: .idl(radius: radius), lambdas: lambdas)
    }
    package static let idl = idl(lambdas: [0])

    /// MON has no bound to regularise by.
    package static let mon = Member(family: .mon(m: 1), lambdas: [0])

    package static func explicit(lambdas: [Double]) -> Member {
      Member(family: .explicit, lambdas: lambdas)
    }
    package static let explicit = explicit(lambdas: [0])
  }

  private let members: [Member]
  private var seeds: ClosedRange<UInt64> = 1...1
  private var epochs: Int?
  private var epochsPerDecade: Int?
  private var convolution: (architecture: ConvolutionalArchitecture, normalisation: ChannelNormalisation)?
  private var width = 100
  private var learningRate: Double?

  /// Fully connected networks of a hundred units, with the released code's settings for MNIST.
  package init(_ members: Member...) { self.init(members) }

  package init(_ members: [Member]) { self.members = members }

  package func seeds(_ seeds: ClosedRange<UInt64>) -> Study { with { $0.seeds = seeds } }

  /// - Parameter decade: epochs after which the learning rate is divided by ten; the released code's if nil.
  package func epochs(_ count: Int, decade: Int? = nil) -> Study {
    with { ($0.epochs, $0.epochsPerDecade) = (count, decade) }
  }

  /// Units of a fully connected network.
  package func width(_ units: Int) -> Study { with { $0.width = units } }

  /// That of the first epochs.
  package func learningRate(_ rate: Double) -> Study { with { $0.learningRate = rate } }

  /// Convolutional networks for photographs, with the released code's settings for CIFAR-10.
  package func convolution(channels: Int, taps: Int) -> Study {
    convolution(ConvolutionalArchitecture(channels: channels, taps: taps), normalisation: .cifar10)
  }

  /// Convolutional networks with the same settings for images of another size.
  package func convolution(
    _ architecture: ConvolutionalArchitecture, normalisation: ChannelNormalisation
  ) -> Study {
    with { $0.convolution = (architecture, normalisation) }
  }

  /// The networks seed by seed, and for each seed in the order of the members and of their lambdas.
  /// - Throws: ``TrainingError``, and what `cell` throws.
  package func train(
    on images: @autoclosure () throws -> StudyImages, in cell: RunningCell
  ) throws -> [TrainedNetwork] {
    if let (architecture, normalisation) = convolution {
      let runs = runs(TrainingSettings.photographs) { member, settings in
        var settings = settings
        settings.normalisation = normalisation
        if case .mon = member.family {
          (settings.tolerance, settings.adjointTolerance) = (.splitting, .splitting)
        }
        return ConvolutionalRun(family: member.family, architecture: architecture, training: settings)
      }
      // Each run takes all threads: its images share the work.
      return try cell.values(of: runs, on: images(), threads: 1)
    }
    return try cell.values(of: fullyConnectedRuns, on: images())
  }

  /// The trainings of fully connected networks, in the order of ``train(on:in:)``.
  package var fullyConnectedRuns: [FullyConnectedRun] {
    runs(TrainingSettings.init) { member, settings in
      FullyConnectedRun(family: member.family, width: width, rowSum: 5, training: settings)
    }
  }

  private func runs<Run>(
    _ start: (UInt64) -> TrainingSettings, _ run: (Member, TrainingSettings) -> Run
  ) -> [Run] {
    seeds.flatMap { seed in
      members.flatMap { member in
        member.lambdas.map { lambda in
          var settings = start(seed)
          settings.lambda = lambda
          settings.epochs = epochs ?? settings.epochs
          settings.epochsPerDecade = epochsPerDecade ?? settings.epochsPerDecade
          settings.adam.learningRate = learningRate ?? settings.adam.learningRate
          return run(member, settings)
        }
      }
    }
  }

  private func with(_ change: (inout Study) -> Void) -> Study {
    var study = self
    change(&study)
    return study
  }
}

/// The training of a fully connected network.
package struct FullyConnectedRun: Shard {
  package var family: NetworkFamily
  /// Units.
  package var width: Int
  /// Of NEMON's `|T|` at the start, expected.
  package var rowSum: Double
  package var training: TrainingSettings

  package init(family: NetworkFamily, width: Int, rowSum: Double, training: TrainingSettings) {
    (self.family, self.width, self.rowSum, self.training) = (family, width, rowSum, training)
  }

  package var label: String { training.label(of: family) }

  package static func value(
    of run: FullyConnectedRun, on images: StudyImages, in scope: ShardScope
  ) throws -> TrainedNetwork {
    let generator = run.training.generator
    return switch run.family {
    case .nemon(let gamma):
      try run.trained(
        NEMONLayer(width: run.width, gamma: gamma, rowSum: run.rowSum, randomly: generator), images, scope)
    case .idl(let radius):
      try run.trained(IDLLayer(width: run.width, radius: radius, randomly: generator), images, scope)
    case .mon(let m): try run.trained(MONLayer(width: run.width, m: m, randomly: generator), images, scope)
    case .explicit: try run.trained(ExplicitLayer(), images, scope)
    }
  }

  private func trained<Layer: LayerParameters>(
    _ layer: Layer, _ images: StudyImages, _ scope: ShardScope
  ) throws -> TrainedNetwork {
    let (train, test) = images.sparse
    let team = WorkerTeam(threads: scope.threads)
    let start = FullyConnectedNetwork(
      layer, width: width, inputs: train.pixels, classes: 10, randomly: training.generator)
    let trainer = try FullyConnectedTrainer(start, on: train, settings: training, team: team)
    let epochs = try trainer.run(in: scope)
    let found = try trainer.network.classify(
      test, normalisation: training.normalisation, tolerance: .evaluation, team: team)
    return try TrainedNetwork(trainer.network, trainer, family, epochs, found)
  }
}

/// The training of a convolutional network.
package struct ConvolutionalRun: Shard {
  /// Any but the explicit one.
  package var family: NetworkFamily
  package var architecture: ConvolutionalArchitecture
  /// Of `|T|` at the start, expected.
  package var rowSum: Double
  package var training: TrainingSettings

  package init(
    family: NetworkFamily = .nemon(gamma: 0), architecture: ConvolutionalArchitecture, rowSum: Double = 1,
    training: TrainingSettings
  ) {
    (self.family, self.architecture, self.rowSum, self.training) = (family, architecture, rowSum, training)
  }

  package var label: String { "channels=\(architecture.channels)," + training.label(of: family) }

  /// What the run starts from.
  package var start: ConvolutionalNetwork {
    var network = ConvolutionalNetwork(architecture, rowSum: rowSum, randomly: training.generator)
    if case .mon(let m) = family {
      network.monotone = MonotoneKernels(architecture, m: m, randomly: training.generator)
    }
    return network
  }

  /// - Throws: ``TrainingError/noConvolution(_:)``, and what ``ConvolutionalTrainer`` throws.
  package func trainer(on images: LabeledImages, team: WorkerTeam) throws -> ConvolutionalTrainer {
    let radius: Float?
    switch family {
    case .nemon(architecture.gamma), .mon: radius = nil
    case .idl(let most): radius = most
    default: throw TrainingError.noConvolution(family)
    }
    return try ConvolutionalTrainer(start, radius: radius, on: images, settings: training, team: team)
  }

  package static func value(
    of run: ConvolutionalRun, on images: StudyImages, in scope: ShardScope
  ) throws -> TrainedNetwork {
    let team = WorkerTeam(threads: scope.threads)
    let trainer = try run.trainer(on: images.train, team: team)
    let epochs = try trainer.run(in: scope)
    let trained = trainer.network
    let network: ConvolutionalNetwork
    switch run.family {
    case .idl(let radius): network = trained.parameterised(layer: trained.T, gamma: radius)
    case .mon: network = trained.parameterised(layer: trained.T)
    default: network = trained
    }
    let found = try ConvolutionalClassifier(
      network, normalisation: run.training.normalisation, team: team
    ).classify(images.test)
    return try TrainedNetwork(network, trainer, run.family, epochs, found)
  }
}

extension TrainingSettings {
  /// For the initial parameters.
  fileprivate var generator: RandomGenerator { RandomGenerator(seed: seed).stream("parameters") }

  /// `family=nemon,lambda=1e-3,seed=2`
  fileprivate func label(of family: NetworkFamily) -> String {
    let power = Double("1e\(Int(lambda > 0 ? log10(lambda).rounded() : 0))")
    let text = lambda == 0 ? "0" : power == lambda ? "1e\(Int(log10(lambda).rounded()))" : "\(lambda)"
    return "family=\(family.record),lambda=\(text),seed=\(seed)"
  }
}

extension TrainedNetwork {
  fileprivate init(
    _ network: some TrainableNetwork, _ trainer: some Trainer, _ family: NetworkFamily,
    _ epochs: [EpochSummary], _ found: Classification
  ) throws {
    self.init(
      family: family.record, lambda: trainer.settings.lambda, seed: trainer.settings.seed, epochs: epochs,
      steps: trainer.clock.steps, testImages: found.count, testCorrect: found.correct,
      parameters: try stableJSON(network))
  }
}
