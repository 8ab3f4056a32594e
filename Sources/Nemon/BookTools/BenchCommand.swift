import ArgumentParser
import BookEvaluation
import BookStore
import ExecutableBook
import Foundation
import ImageData
import ImplicitNetworks
import Support

public struct BenchCommand: BookCommand {
  public init() {}

  public static var configuration: CommandConfiguration {
    CommandConfiguration(
      "bench", "Time the hot paths on this machine, beside the limit that they work against.",
      """
      Times are medians over repetitions in this run. The share of peak compares a rate with that of small products \
      that stay in the first cache, measured in the same run; a convolution's rate counts the products between \
      channels as its transforms leave them, a tenth of those of its definition with 5 x 5 taps. Nothing is stored. \
      The last two, drawing a figure and a build with nothing to do, need a book that is built.
      """,
      examples: "bench", "bench --json")
  }

  @Flag(help: "Print JSON.")
  var json = false

  public func run(in context: CommandContext) async throws {
    let book = try context.book()
    let data = try context.embeddedData()
    let images = try MNIST.load(.train, from: data.mnist)
    let threads = ProcessInfo.processInfo.activeProcessorCount
    var report = BenchReport(
      processor: RunEnvironment.processor, kernels: kernelLevelInUse, threads: threads, measurements: [])
    let peak = Benchmark.peak(threads: threads)
    let peakRate = (peak.operations ?? 0) / peak.median
    func add(_ benchmark: Benchmark) {
      let measurement = BenchReport.Measurement(benchmark, peakRate: peakRate, threads: threads)
      report.measurements.append(measurement)
      if !json { context.console.say(measurement.text) }
    }
    add(peak)
    add(try .mnistEpoch(images, threads: threads))
    add(try .mnistEpoch(images, threads: 1))
    add(try .plainEpoch(images, threads: threads))
    add(try .intervalEpoch(images, threads: threads))
    Benchmark.convolutions(threads: threads).forEach(add)
    let photographs = try CIFAR10.load(.train, from: data.photographs)
    add(try .convolutionalStep("cifar_step_seconds", .paper, on: photographs, threads: threads))
    add(
      try .convolutionalStep(
        "cifar_narrow_step_seconds", ConvolutionalArchitecture(channels: 32, taps: 3), on: photographs,
        threads: threads))
    for benchmark in [try BookBenchmarks.drawing(book), try BookBenchmarks.build(book, in: context)] {
      if let benchmark { add(benchmark) }
    }
    if json {
      try printJSON(report, context.console)
    } else {
      context.console.say("\(report.processor), \(threads) threads, \(report.kernels) kernels")
    }
  }
}

/// What `bench` prints for machines.
struct BenchReport: Encodable {
  var processor: String
  var kernels: String
  var threads: Int
  var measurements: [Measurement]

  struct Measurement: Encodable {
    var name: String
    var what: String
    /// The median of the repetitions, in seconds, and all of them in order.
    var seconds: Double
    var repetitions: [Double]
    var threads: Int
    /// Billions of operations a second, and their share of what the threads reach at most.
    var gigaflops: Double?
    var peakShare: Double?
    var imagesPerSecond: Double?

    init(_ benchmark: Benchmark, peakRate: Double, threads allThreads: Int) {
      (name, what, threads) = (benchmark.name, benchmark.what, benchmark.threads)
      (seconds, repetitions) = (benchmark.median, benchmark.seconds)
      gigaflops = benchmark.operations.map { $0 / benchmark.median / 1e9 }
      let peak = peakRate * Double(benchmark.threads) / Double(allThreads)
      peakShare = benchmark.operations.map { $0 / benchmark.median / peak }
      imagesPerSecond = benchmark.images.map { Double($0) / benchmark.median }
    }

    var text: String {
      var line = String(format: "%@: %.3f s", name, seconds)
      if let gigaflops, let peakShare {
        line += String(format: ", %.0f GFLOP/s, %.0f %% of peak", gigaflops, 100 * peakShare)
      }
      if let imagesPerSecond { line += String(format: ", %.0f images/s", imagesPerSecond) }
      return line
        + " (\(what); \(threads == 1 ? "1 thread" : "\(threads) threads"), median of \(repetitions.count))"
    }
  }
}
