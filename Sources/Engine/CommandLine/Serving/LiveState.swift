import Foundation
import Synchronization

/// What an open page shows of the builds behind it.
package struct LiveState: Codable, Equatable, Sendable {
  package enum Phase: String, Codable, Sendable {
    case idle, compiling, building
    /// Another build holds the store.
    case waiting
  }

  /// A mistake with its place.
  package struct Mistake: Codable, Equatable, Sendable {
    /// Such as `chapters/02-solvers.md:41:5`; empty where there is none.
    package var place: String
    package var message: String
    /// Opens the place in an editor.
    package var link: String?

    package init(place: String, message: String, link: String? = nil) {
      (self.place, self.message, self.link) = (place, message, link)
    }
  }

  /// Changes whenever the site does; pages then load again.
  package var version = "none"
  package var phase = Phase.idle
  /// How long the phase lasts already.
  package var seconds = 0
  /// Of the last build; empty after a good one.
  package var mistakes: [Mistake] = []
  /// All that a failed build said.
  package var output = ""

  package init() {}
}

/// What builds report to pages.
package final class LiveReport: Sendable {
  private struct State {
    var live = LiveState()
    var since = ContinuousClock.now
  }
  private let state = Mutex(State())

  package init() {}

  package var now: LiveState {
    state.withLock { state in
      var live = state.live
      live.seconds = Int((ContinuousClock.now - state.since).components.seconds)
      return live
    }
  }

  package func enter(_ phase: LiveState.Phase) {
    state.withLock { state in
      guard state.live.phase != phase else { return }
      (state.live.phase, state.since) = (phase, .now)
    }
  }

  package func finish(_ mistakes: [LiveState.Mistake], output: String) {
    state.withLock { state in
      (state.live.mistakes, state.live.output) = (mistakes, output)
      (state.live.phase, state.since) = (.idle, .now)
    }
  }
}
