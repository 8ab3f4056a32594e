// What one sweep of a fixed-point iteration over a group found, and whether to stop after it, at every level.
#pragma once
#include <math.h>
#include <stdbool.h>

#include "convolution.h"

/// By image: the largest change and the largest value, in absolute terms, and 0 where all values are finite, else NaN.
/// (A maximum alone may drop a NaN.)
typedef struct {
  float change[CONV_GROUP], value[CONV_GROUP], finite[CONV_GROUP];
} conv_sweep;

/// Whether to stop after `iterations` sweeps, and then what to return.
static inline bool conv_stops(const conv_fixed_point *p, const conv_sweep *seen, int iterations, int *result) {
  bool converged = true;
  for (int i = 0; i < CONV_GROUP; ++i) {
    if (!isfinite(seen->finite[i]) || !isfinite(seen->change[i])) return *result = INT_MIN, true;
    converged &= seen->change[i] <= p->tolerance * seen->value[i];
  }
  *result = converged ? iterations : -iterations;
  return converged || iterations >= p->most_iterations;
}
