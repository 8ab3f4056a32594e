import BookTools
import ExecutableBook

/// Everything about this book and its paper that stands in no chapter.
let book = BookDescription(
  name: "nemon-book",
  title: "Robust Implicit Networks via Non-Euclidean Contractions",
  subtitle: "The claims of the paper, recomputed and judged",
  authors: ["The nemon-book authors"],
  paper: .init(
    citation:
      "S. Jafarpour, A. Davydov, A. V. Proskurnikov, F. Bullo: Robust Implicit Networks via Non-Euclidean "
      + "Contractions. Advances in Neural Information Processing Systems 34 (NeurIPS 2021). arXiv:2106.03194.",
    address: "https://arxiv.org/abs/2106.03194",
    bibTeX: """
      @inproceedings{jafarpour2021robust,
        author    = {Jafarpour, Saber and Davydov, Alexander and Proskurnikov, Anton V. and Bullo, Francesco},
        title     = {Robust Implicit Networks via Non-{E}uclidean Contractions},
        booktitle = {Advances in Neural Information Processing Systems},
        volume    = {34},
        year      = {2021},
        eprint    = {2106.03194},
        archivePrefix = {arXiv}
      }
      """,
    authors: ["Saber Jafarpour", "Alexander Davydov", "Anton V. Proskurnikov", "Francesco Bullo"],
    venue: "NeurIPS 2021",
    links: [
      ("doi:10.48550/arXiv.2106.03194", "https://doi.org/10.48550/arXiv.2106.03194"),
      ("Released code", "https://github.com/davydovalexander/Non-Euclidean_Mon_Op_Net"),
    ]),
  bibTeX: """
    @software{nemon-book,
      author = {{The nemon-book authors}},
      title  = {nemon-book: an executable replica of {Robust} {Implicit} {Networks}
                via {Non-Euclidean} {Contractions}}
    }
    """,
  licence: "https://spdx.org/licenses/Apache-2.0",
  seed: 2021,
  dataSets: [
    BookDataSet(
      "mnist", in: "Data/mnist", forms: [.mnist], remedy: "restore it with `git checkout -- Data/mnist`"),
    // Too large to come along; a small part of it does, for quick scale.
    BookDataSet(
      "cifar10", in: "data/cifar10", forms: [.cifar10, .cifar10JPEG], comesAlong: false,
      quickPart: (
        "Data/cifar10-subset", .cifar10Subset, "restore it with `git checkout -- Data/cifar10-subset`"
      ),
      remedy: "run `nemon-book data fetch`, or `nemon-book data import DIR`, where DIR holds its binary files"
    ),
  ],
  recordModules: ["JudgedNetworks", "Measurements", "Records", "Trials"],
  machine: .nemon,
  commands: [BenchCommand.self, CertifyCommand.self],
  dataCommands: [DataFetchCommand.self, DataImportCommand.self],
  valueFormats: [.safetensors])
