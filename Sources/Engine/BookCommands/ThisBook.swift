import BookEvaluation
import BookSite

extension SiteDescription {
  /// Everything that the site says about this book and its paper and that stands in no chapter.
  static let thisBook = SiteDescription(
    title: "Robust Implicit Networks via Non-Euclidean Contractions",
    subtitle: "An executable replica: claims of the paper, recomputed and judged",
    paper:
      "S. Jafarpour, A. Davydov, A. V. Proskurnikov, F. Bullo: Robust Implicit Networks via Non-Euclidean "
      + "Contractions. Advances in Neural Information Processing Systems 34 (NeurIPS 2021). arXiv:2106.03194.",
    paperAddress: "https://arxiv.org/abs/2106.03194",
    paperBibTeX: """
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
    bookBibTeX: """
      @software{nemon-book,
        author = {{The nemon-book authors}},
        title  = {nemon-book: an executable replica of {Robust} {Implicit} {Networks}
                  via {Non-Euclidean} {Contractions}}
      }
      """)
}
