import ExecutableBook

let book = BookDescription(
  name: "anderson-book",
  title: "Anderson Acceleration for Fixed-Point Iterations",
  subtitle: "Claims about the method, recomputed on small problems",
  authors: ["The nemon-book authors"],
  paper: .init(
    citation:
      "H. F. Walker, P. Ni: Anderson Acceleration for Fixed-Point Iterations. SIAM Journal on Numerical Analysis 49 "
      + "(2011), 1715-1735.",
    address: "https://doi.org/10.1137/10078356X",
    bibTeX: """
      @article{walker2011anderson,
        author  = {Walker, Homer F. and Ni, Peng},
        title   = {Anderson Acceleration for Fixed-Point Iterations},
        journal = {SIAM Journal on Numerical Analysis},
        volume  = {49},
        number  = {4},
        pages   = {1715--1735},
        year    = {2011},
        doi     = {10.1137/10078356X}
      }
      """,
    authors: ["Homer F. Walker", "Peng Ni"], venue: "SIAM Journal on Numerical Analysis 2011"),
  bibTeX: """
    @software{anderson-book,
      author = {{The nemon-book authors}},
      title  = {anderson-book: an executable example on {Anderson} acceleration}
    }
    """,
  dataSets: [
    BookDataSet(
      "karate", in: "Data",
      forms: [
        DataForm(
          "karate",
          files: [
            DataFile("karate.csv", sha256: "f2785f675c0a68bf51b254b0b03d5214d8195efa4f2e3d149cbac413f33ea633")
          ])
      ], remedy: "restore it with `git checkout -- Data`")
  ],
  recordModules: ["FixedPointRecords"])
