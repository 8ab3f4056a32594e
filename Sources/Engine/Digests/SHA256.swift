import CLibcrypto
import Foundation

/// SHA-256, by libcrypto.
package enum SHA256 {
  /// The digest of `data` as 64 lower-case hexadecimal digits.
  package static func hex(_ data: some DataProtocol) -> String {
    var digest = [UInt8](repeating: 0, count: 32)
    let context = EVP_MD_CTX_new()
    defer { EVP_MD_CTX_free(context) }
    EVP_DigestInit_ex(context, EVP_sha256(), nil)
    for region in data.regions {
      _ = region.withUnsafeBytes { EVP_DigestUpdate(context, $0.baseAddress, $0.count) }
    }
    EVP_DigestFinal_ex(context, &digest, nil)
    return digest.map { byte in
      let text = String(byte, radix: 16)
      return byte < 16 ? "0" + text : text
    }.joined()
  }

  /// The digest of the UTF-8 bytes of `text`.
  package static func hex(_ text: String) -> String { hex(Data(text.utf8)) }
}
