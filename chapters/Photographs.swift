import CellKit
import Plotting
import Records
import Trials

/// A kind of network of the chapter on photographs, as its figures and tables name and draw it.
struct PhotographKind: Hashable {
  /// Channels of the state: 32, or the released code's 81.
  var width: Int
  var family: Family
  var lambda: Double

  init(_ run: some StudyRun, width: Int) {
    (self.width, family, lambda) = (width, run.family, run.lambda)
  }

  init(_ trial: Trial) { self.init(trial, width: trial.settings.width) }

  var title: String { (width == 32 ? "" : "\(width) channels: ") + networkTitle(family, lambda) }

  /// The narrow networks look as their kinds do everywhere; those of the released size are of one more colour, with a mark of
  /// their own where nothing regularises them.
  var style: SeriesStyle {
    guard family == .nemon else { return methodStyle(family.title) }
    guard width != 32 else { return lambdaStyle(lambda) }
    return lambda == 0 ? .series(3).marker(.invertedTriangle) : lambdaStyle(lambda, of: 3)
  }
}
