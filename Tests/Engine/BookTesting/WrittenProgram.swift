import Foundation

/// Writes a program that tests call. Another process writes it: a process that other threads start meanwhile would inherit
/// a file that this one has open for writing, and the kernel runs no program that is open for writing anywhere.
package func writeProgram(_ text: String, to file: URL) throws {
  let process = Process()
  process.executableURL = URL(filePath: "/bin/sh")
  process.arguments = ["-c", "cat > \"$0\" && chmod 755 \"$0\"", file.path]
  let input = Pipe()
  process.standardInput = input
  try process.run()
  try input.fileHandleForWriting.write(contentsOf: Data(text.utf8))
  try input.fileHandleForWriting.close()
  process.waitUntilExit()
  guard process.terminationStatus == 0 else { throw CocoaError(.fileWriteUnknown) }
}
