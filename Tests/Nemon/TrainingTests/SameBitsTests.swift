import CKernels
import Foundation
import Testing

/// All kernel levels give the same bits. Oracle: the other levels, and in `FusedArithmeticTests` the definition.
@Suite struct SameBitsTests {
  static let levels = [kernel_plain, kernel_avx2, kernel_avx512].filter { kernel_set_at($0) != nil }

  /// Digests of the bits below, as a Xeon with AVX-512 gave them: what any processor must give.
  static let digests: [String: UInt64] = [
    "kernels adam": 0x2897_34b4_16d6_4cb0,
    "kernels adjoint": 0x8662_8aaf_dc17_8383,
    "kernels equilibrium": 0xc13f_a7d5_fcc4_7594,
    "kernels product": 0xf291_affa_53d4_0122,
    "kernels sparse_gradient": 0x3aeb_eaa7_7c8f_7666,
    "kernels sparse_product": 0xdcfc_0f30_f191_aee5,
    "convolution adjoint": 0x120a_de48_3761_ee30,
    "convolution apply": 0x6565_5f0b_949c_2409,
    "convolution equilibrium": 0x90be_d919_7007_4f94,
    "convolution gradient_add": 0x84a5_72c4_1df9_c328,
    "convolution gradient_finish": 0xcec3_d8ee_e913_95d9,
    "convolution transform": 0x5566_c17a_d139_8578,
    "convolution transform_transposed": 0xa549_f4e2_be4b_6a94,
  ]

  /// A kernel that a header has and the tables below lack would go untested.
  @Test func tablesHoldEveryKernelOfTheHeaders() throws {
    let include = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appendingPathComponent("../../../Sources/System/CKernels/include")
    var members: [String: Set<String>] = [:]
    for file in try FileManager.default.contentsOfDirectory(at: include, includingPropertiesForKeys: nil)
    where file.pathExtension == "h" {
      let text = try String(contentsOf: file, encoding: .utf8)
      let names = text.matches(of: /\n  [a-z0-9_]+ \(\*([a-z0-9_]+)\)\(/).map { String($0.1) }
      if !names.isEmpty { members[file.lastPathComponent] = Set(names) }
    }
    #expect(
      members == [
        "kernels.h": Set(KernelRuns.all.keys), "convolution.h": Set(ConvolutionRuns.all.keys),
      ])
  }

  @Test(arguments: KernelRuns.all.keys.sorted()) func kernel(name: String) throws {
    let run = try #require(KernelRuns.all[name])
    try expectSameBits("kernels " + name) { level, kind in
      var numbers = AwkwardNumbers(kind, seed: 8)
      return run(try #require(kernel_set_at(level)).pointee, &numbers)
    }
  }

  @Test(arguments: ConvolutionRuns.all.keys.sorted()) func convolution(name: String) throws {
    let run = try #require(ConvolutionRuns.all[name])
    try expectSameBits("convolution " + name) { level, kind in
      var numbers = AwkwardNumbers(kind, seed: 9)
      return run(level, &numbers)
    }
  }

  private func expectSameBits(
    _ name: String, _ bits: (kernel_level, AwkwardNumbers.Kind) throws -> Bits
  ) throws {
    var digest: UInt64 = 0
    for kind in AwkwardNumbers.Kind.allCases {
      let plain = try bits(kernel_plain, kind)
      #expect(plain.words.count > 100)
      for level in Self.levels.dropFirst() {
        let other = try bits(level, kind)
        let first = zip(plain.words, other.words).enumerated().first { $1.0 != $1.1 }?.offset
        #expect(plain == other, "level \(level.rawValue), \(kind): from word \(first ?? 0)")
      }
      digest = digest &* 31 &+ plain.digest
    }
    #expect(Self.digests[name] == digest, "0x\(String(digest, radix: 16))")
  }
}
