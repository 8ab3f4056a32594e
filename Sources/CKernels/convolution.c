#include "convolution.h"

extern const conv_kernel_set conv_kernels_plain;

const conv_kernel_set *conv_kernel_set_at(kernel_level level) {
  if (level > kernel_best_level()) return NULL;
  return &conv_kernels_plain;
}

// Room for a kernel set at 64 points: the plain level needs fewer.
static size_t transformed(const conv_shape *s) { return (size_t)64 * s->inputs * s->outputs; }

size_t conv_spectrum_floats(const conv_shape *s) { return transformed(s); }
size_t conv_gradient_floats(const conv_shape *s) { return transformed(s); }

size_t conv_scratch_floats(const conv_shape *s) {
  return (size_t)s->outputs * s->height * s->width * CONV_GROUP;
}
