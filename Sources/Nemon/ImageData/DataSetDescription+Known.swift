extension DataSetDescription {
  /// Every data set that the book knows.
  public static let all = [mnist] + cifar10Forms

  /// The forms of CIFAR-10, the fullest first.
  public static let cifar10Forms = [cifar10, cifar10JPEG, cifar10Subset]

  /// MNIST, which comes with the project whole: the four canonical IDX files, packed with gzip.
  public static let mnist = DataSetDescription(
    name: "mnist",
    files: [MNIST.trainImages, MNIST.trainLabels, MNIST.testImages, MNIST.testLabels],
    repair: "restore it with `git checkout -- Data/mnist`")

  /// The original, in the binary form that its authors distribute.
  public static let cifar10 = DataSetDescription(
    name: "cifar10",
    files: [
      batch("data_batch_1.bin", "cee916563c9f80d84e3cc88e17fdc0941787f1244f00a67874d45b261883ada5"),
      batch("data_batch_2.bin", "a591ca11fa1708a91ee40f54b3da4784ccd871ecf2137de63f51ada8b3fa57ed"),
      batch("data_batch_3.bin", "bbe8596564c0f86427f876058170b84dac6670ddf06d79402899d93ceea26f67"),
      batch("data_batch_4.bin", "014e562d6e23c72197cc727519169a60359f5eccd8945ad5a09d710285ff4e48"),
      batch("data_batch_5.bin", "755304fc0b379caeae8c14f0dac912fbc7d6cd469eb67a1029a08a39453a9add"),
      batch("test_batch.bin", "8e2eb146ae340b09e24670f29cabc6326dba54da8789dab6768acf480273f65b"),
    ],
    repair: importAgain)

  /// All 60 000 images, right in classes and split, but not in the canonical bytes and order: decoded from a JPEG
  /// re-encoding, in the binary format of the original.
  public static let cifar10JPEG = DataSetDescription(
    name: "cifar10-jpeg",
    files: [
      batch("data_batch_1.bin", "08bffee9018c91b321c7d08cb9b092ae2f0e29bfbb2a9c421c4a47fed833c461"),
      batch("data_batch_2.bin", "f0d21c848ea46ba53e971da363cb210ec0e1afd397c66be90a884098d5509866"),
      batch("data_batch_3.bin", "c2e29eb9f9688bc57d39eb683576baa2fb4d543bca9c00295f95b65a9b21860d"),
      batch("data_batch_4.bin", "3a214f267ee90340e03efcc7dd3669506d47feb0f8950e38bd1433f2abc4db5d"),
      batch("data_batch_5.bin", "6673b2d2e2855ad1b9d8aecbd2f956ab0d58c0942566a0596bdb70a6c2d66c7d"),
      batch("test_batch.bin", "c013e00ed5b11928de0a5339e5ff6645e40e0487d0a3f8733919b1b228026db8"),
    ],
    repair: importAgain)

  /// 50 images of each class to train with and 20 to test with, drawn from ``cifar10JPEG`` by
  /// `Data/cifar10-subset/make-subset`, for quick scale: no number about CIFAR-10 may be taken from it.
  public static let cifar10Subset = DataSetDescription(
    name: "cifar10-subset",
    files: [
      File(
        name: "train-subset.bin.gz", packing: .gzip, bytes: 500 * CIFAR10.recordBytes,
        sha256: "00af77d8b8b7e8f83f8eb755b40e6d70ee34345641c22ef38be4f21982b9963d"),
      File(
        name: "test-subset.bin.gz", packing: .gzip, bytes: 200 * CIFAR10.recordBytes,
        sha256: "34e9c94381f2c5b5f5a0880ec8136042ceecb6b5f870aae62a61323020a52672"),
    ],
    repair: "restore it with `git checkout -- Data/cifar10-subset`")

  private static let importAgain = "import it again with `./nemon-book data import DIR`"

  private static func batch(_ name: String, _ sha256: String) -> File {
    File(name: name, packing: .none, bytes: 10_000 * CIFAR10.recordBytes, sha256: sha256)
  }
}
