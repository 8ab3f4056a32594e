/// Everything that a step needs for one batch; allocated once.
///
/// Shapes, with m the batch and p the padded width: `v`, `x`, `z`, `slopes`, `g`, `w`, `q` `[m, p]`; `logits`
/// `[m, lanes]`, replaced by the loss's gradient in them.
package final class StepBuffers: @unchecked Sendable {
  package let v, x, z, slopes, g, w, q, logits: FloatBuffer
  /// The loss of each sample, and whether its largest logit is the label's.
  let loss: FloatBuffer
  let hit: FloatBuffer

  package init(batch m: Int, padded p: Int, lanes: Int) {
    (v, x, z, slopes) = (
      FloatBuffer(count: m * p), FloatBuffer(count: m * p), FloatBuffer(count: m * p),
      FloatBuffer(count: m * p)
    )
    (g, w, q) = (FloatBuffer(count: m * p), FloatBuffer(count: m * p), FloatBuffer(count: m * p))
    logits = FloatBuffer(count: m * lanes)
    loss = FloatBuffer(count: m)
    hit = FloatBuffer(count: m)
  }
}
