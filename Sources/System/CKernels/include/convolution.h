// The hot loops of convolutional training, in single precision: one convolution of a group of images, its equilibria
// and the gradient of its kernels.
//
// CONV_GROUP images lie side by side: a state is [channel][row][column][CONV_GROUP]. Outside the image all is zero.
// A group iterates, differentiates and accumulates by itself, so any split of groups over threads gives the same bits,
// and so do all levels. A spectrum's floats are the same at all levels, but lie in a level's own order.
// Buffers may start anywhere; those of `conv_allocate` are fastest.
#pragma once
#include <limits.h>
#include <stddef.h>
#include <stdint.h>

#include "kernels.h"

/// Images of a group, at every level: a group goes on until its last image has converged.
#define CONV_GROUP 8

/// Kernels are [outputs][inputs][taps][taps], taps by rows, 3 or 5 of them each way.
typedef struct {
  int inputs, outputs, taps, height, width;
} conv_shape;

/// Floats of a transformed kernel set, the same for both directions.
size_t conv_spectrum_floats(const conv_shape *shape);
/// Floats of scratch that one call may overwrite: each thread that calls needs its own.
size_t conv_scratch_floats(const conv_shape *shape);
/// Floats of the accumulator of `gradient_add` (19 MB for 81 channels). Accumulators add up element by element.
size_t conv_gradient_floats(const conv_shape *shape);

/// A zeroed buffer, NULL without memory; `conv_release` frees it.
float *conv_allocate(size_t floats);
void conv_release(float *buffer);

/// One fixed-point problem on a group; see `equilibrium` and `adjoint`.
typedef struct {
  const conv_shape *shape;  // inputs == outputs
  const float *spectrum;    // of T, or of its transpose for the adjoint
  const float *diagonal;    // one a channel, beside what the kernels' centre taps give
  const float *steps;       // one a channel, 0 < step <= 1
  const float *offset;      // v, a state
  float negative_slope;     // phi(z) = max(z, negative_slope * z)
  float tolerance;          // relative change of every image in the maximum norm
  int most_iterations;
  int from_zero;            // whether to start at 0, whose first iterate needs no convolution; x may hold anything then
} conv_fixed_point;

typedef struct {
  kernel_level level;
  /// The spectrum of T * x = sum over inputs and taps of kernels * x (correlation).
  void (*transform)(const conv_shape *shape, const float *kernels, float *spectrum);
  /// The spectrum of the transpose of T, which takes `outputs` channels to `inputs`, from the same shape and kernels.
  void (*transform_transposed)(const conv_shape *shape, const float *kernels, float *spectrum);
  /// z = start + T * x; `start` may be NULL (zeros) or z itself. For the transpose pass its spectrum and the shape
  /// with inputs and outputs swapped.
  void (*apply)(const conv_shape *shape, const float *spectrum, const float *x, const float *start, float *z,
                float *scratch);
  /// The equilibrium x = phi(T * x + diagonal * x + offset), a = the argument of phi, from the given x or from 0 until every
  /// image has converged:
  ///     x <- x + steps * (phi(a) - x)   if negative_slope > 0,
  ///     x <- phi(x + steps * (a - x))   if negative_slope == 0.
  /// The second form has the same equilibrium. With step = 1 / (1 - own), own <= 0 the unit's own entry of T + diagonal,
  /// it solves the unit's equation while the others stay, so that a unit that falls silent is zero at once.
  /// Bit i of signs[channel][row][column] tells whether, in image i, the last a (in the second form, x) was positive.
  /// Returns the iterations, or -iterations if stopped at most_iterations, or INT_MIN when a value is not finite.
  int (*equilibrium)(const conv_fixed_point *problem, float *x, uint8_t *signs, float *scratch);
  /// w <- w + steps * (T * (J w) + diagonal * (J w) + offset - w), where J is 1 at a set sign and negative_slope at
  /// others, until J w has converged; leaves J w in q. Returns as `equilibrium`.
  int (*adjoint)(const conv_fixed_point *problem, const uint8_t *signs, float *w, float *q, float *scratch);
  /// Adds the gradient of <q, T * x> for the kernels, over the group's images and pixels, to the accumulator or, if
  /// `from_zero`, to zero, whatever the accumulator holds.
  void (*gradient_add)(const conv_shape *shape, const float *q, const float *x, int from_zero, float *accumulator,
                       float *scratch);
  /// gradient[input][tap][tap] of one output from an accumulator.
  void (*gradient_finish)(const conv_shape *shape, const float *accumulator, int output, float *gradient);
} conv_kernel_set;

/// The kernels of a level, or NULL if this processor cannot run it.
const conv_kernel_set *conv_kernel_set_at(kernel_level level);
