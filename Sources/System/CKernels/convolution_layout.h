// Sizes of the buffers of the convolution by Fourier transforms of tiles; see convolution.inc.
#pragma once
#include "convolution.h"

enum {
  SIDE = 20,                                         // values of a tile each way, and its transform's length
  KEPT = 16,                                         // sums of a tile each way
  HALF = 11,                                         // frequencies of a row: 2 real ones and 9 complex ones
  PLANES = 20,                                       // real numbers of a row's transform
  REAL_POINTS = 2 + 3 * 9,                           // points of a real frequency of the rows
  COMPLEX_POINTS = 3 * SIDE,                         // points of a complex one
  ALL_POINTS = 2 * REAL_POINTS + 9 * COMPLEX_POINTS  // 598
};

// Frequency k of the rows: its first plane, its points, and the first of them.
static inline int plane_of(int k) { return k < 2 ? k : 2 * k - 2; }
static inline int points_of(int k) { return k < 2 ? REAL_POINTS : COMPLEX_POINTS; }
static inline int first_point(int k) { return k < 2 ? k * REAL_POINTS : 2 * REAL_POINTS + (k - 2) * COMPLEX_POINTS; }

// The strides of a shape's buffers.
typedef struct {
  int height, width, down, across, tiles;   // tiles down and across the image, an even number, and of a channel
  int reach;                                // zeros before the first row and column
  ptrdiff_t padded_width;                   // of a row with the zeros around it, in floats
  ptrdiff_t plane, row, channel, point;     // from plane to plane of a row, row to row, channel to channel; of a point
} layout;

// An odd number of cache lines, so that channels and points do not compete for the same places in the caches.
static inline ptrdiff_t spread(ptrdiff_t floats) { return ((floats + 15) / 16 | 1) * 16; }

// Channels that planes and points have room for.
static inline ptrdiff_t channels_of(const conv_shape *s) { return s->inputs > s->outputs ? s->inputs : s->outputs; }

static inline layout layout_of(const conv_shape *s) {
  layout l = {.height = s->height, .width = s->width, .reach = s->taps / 2};
  l.down = (s->height + KEPT - 1) / KEPT;
  l.across = (s->width + 2 * KEPT - 1) / (2 * KEPT) * 2;
  l.tiles = l.down * l.across;
  l.padded_width = (ptrdiff_t)(KEPT * l.across + SIDE - KEPT) * CONV_GROUP;
  l.plane = l.across * CONV_GROUP;
  l.row = PLANES * l.plane;
  l.channel = spread((KEPT * l.down + SIDE - KEPT) * l.row);
  l.point = spread(channels_of(s) * l.tiles * CONV_GROUP);
  return l;
}

// Inputs of a row of a gradient's accumulator: whole vectors at every level.
static inline int padded_inputs(const conv_shape *s) { return (s->inputs + 15) / 16 * 16; }

// Scratch: two sets of planes and of points, two rows, and one point's values turned round for the gradient.
static inline size_t scratch_floats(const conv_shape *s) {
  const layout l = layout_of(s);
  return 2 * (channels_of(s) * l.channel + COMPLEX_POINTS * l.point + l.padded_width)
       + (size_t)l.tiles * CONV_GROUP * padded_inputs(s);
}
