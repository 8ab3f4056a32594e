// Any processor: the definition, pixel by pixel. The fast level is checked against this one.
#include <math.h>
#include <string.h>

#include "convolution.h"
#include "convolution_sweep.h"

#pragma clang fp contract(off)

#define FOR_EACH_IMAGE(I) for (int I = 0; I < CONV_GROUP; ++I)

static inline int least(int a, int b) { return a < b ? a : b; }
static inline int most(int a, int b) { return a > b ? a : b; }
static inline size_t pixels(const conv_shape *s) { return (size_t)s->height * s->width; }

// A spectrum of this level is kernels of its own direction.
static void transform(const conv_shape *s, const float *kernels, float *spectrum) {
  memcpy(spectrum, kernels, sizeof(float) * s->outputs * s->inputs * s->taps * s->taps);
}

static void transform_transposed(const conv_shape *s, const float *kernels, float *spectrum) {
  const int n = s->taps * s->taps;
  for (int o = 0; o < s->outputs; ++o)
    for (int i = 0; i < s->inputs; ++i)
      for (int t = 0; t < n; ++t)
        spectrum[(i * s->outputs + o) * n + n - 1 - t] = kernels[(o * s->inputs + i) * n + t];
}

// Calls BODY for each pixel `at` that tap (dy, dx) takes to a pixel `from` inside the image.
#define FOR_EACH_PAIR(BODY)                                                                                   \
  for (int y = most(0, reach - dy); y < least(s->height, s->height + reach - dy); ++y)                        \
    for (int x = most(0, reach - dx); x < least(s->width, s->width + reach - dx); ++x) {                      \
      const int at = (y * s->width + x) * CONV_GROUP;                                                         \
      const int from = ((y + dy - reach) * s->width + x + dx - reach) * CONV_GROUP;                           \
      BODY                                                                                                    \
    }

static void apply(const conv_shape *s, const float *spectrum, const float *x, const float *start, float *z,
                  float *scratch) {
  const int reach = s->taps / 2;
  const size_t floats = pixels(s) * CONV_GROUP;
  if (!start) memset(z, 0, sizeof(float) * s->outputs * floats);
  else if (start != z) memmove(z, start, sizeof(float) * s->outputs * floats);
  for (int o = 0; o < s->outputs; ++o)
    for (int i = 0; i < s->inputs; ++i)
      for (int dy = 0; dy < s->taps; ++dy)
        for (int dx = 0; dx < s->taps; ++dx) {
          const float kernel = *spectrum++, *xs = x + i * floats;
          float *zs = z + o * floats;
          FOR_EACH_PAIR(FOR_EACH_IMAGE(k) zs[at + k] += kernel * xs[from + k];)
        }
}

static inline void see(conv_sweep *seen, int image, float old, float next) {
  seen->change[image] = fmaxf(seen->change[image], fabsf(next - old));
  seen->value[image] = fmaxf(seen->value[image], fabsf(next));
  seen->finite[image] += next * 0;
}

static inline float phi(float z, float negative_slope) { return z > negative_slope * z ? z : negative_slope * z; }

// The next value of a unit from its value and pre-activation; see `equilibrium`.
static inline float next_value(const conv_fixed_point *p, int channel, float old, float a) {
  const float step = p->steps[channel], slope = p->negative_slope;
  return slope == 0 ? phi(old + step * (a - old), slope) : old + step * (phi(a, slope) - old);
}

static conv_sweep equilibrium_sweep(const conv_fixed_point *p, float *x, float *z, uint8_t *signs) {
  const size_t n = pixels(p->shape);
  conv_sweep seen = {0};
  apply(p->shape, p->spectrum, x, p->offset, z, NULL);
  for (int c = 0; c < p->shape->outputs; ++c)
    for (size_t k = c * n; k < (c + 1) * n; ++k) {
      const size_t at = k * CONV_GROUP;
      signs[k] = 0;
      FOR_EACH_IMAGE(i) {
        const float old = x[at + i], a = z[at + i] + p->diagonal[c] * old;
        const float next = next_value(p, c, old, a);
        see(&seen, i, old, next);
        signs[k] |= (p->negative_slope == 0 ? next > 0 : a > 0) << i;
        x[at + i] = next;
      }
    }
  return seen;
}

static int equilibrium(const conv_fixed_point *p, float *x, uint8_t *signs, float *scratch) {
  for (int iterations = 1, result;; ++iterations) {
    const conv_sweep seen = equilibrium_sweep(p, x, scratch, signs);
    if (conv_stops(p, &seen, iterations, &result)) return result;
  }
}

static inline float slope(uint8_t signs, int image, float negative_slope) {
  return signs >> image & 1 ? 1 : negative_slope;
}

static conv_sweep adjoint_sweep(const conv_fixed_point *p, const uint8_t *signs, float *w, float *q, float *z) {
  const size_t n = pixels(p->shape);
  conv_sweep seen = {0};
  apply(p->shape, p->spectrum, q, p->offset, z, NULL);
  for (int c = 0; c < p->shape->outputs; ++c)
    for (size_t k = c * n; k < (c + 1) * n; ++k) {
      const size_t at = k * CONV_GROUP;
      FOR_EACH_IMAGE(i) {
        const float old = w[at + i], f = z[at + i] + p->diagonal[c] * q[at + i];
        const float next = old + p->steps[c] * (f - old);
        const float scaled = slope(signs[k], i, p->negative_slope) * next;
        see(&seen, i, q[at + i], scaled);
        w[at + i] = next;
        q[at + i] = scaled;
      }
    }
  return seen;
}

static int adjoint(const conv_fixed_point *p, const uint8_t *signs, float *w, float *q, float *scratch) {
  for (size_t k = 0; k < pixels(p->shape) * p->shape->outputs; ++k)
    FOR_EACH_IMAGE(i) {
      q[k * CONV_GROUP + i] = slope(signs[k], i, p->negative_slope) * w[k * CONV_GROUP + i];
    }
  for (int iterations = 1, result;; ++iterations) {
    const conv_sweep seen = adjoint_sweep(p, signs, w, q, scratch);
    if (conv_stops(p, &seen, iterations, &result)) return result;
  }
}

static void gradient_add(const conv_shape *s, const float *q, const float *x, float *accumulator, float *scratch) {
  const int reach = s->taps / 2;
  const size_t floats = pixels(s) * CONV_GROUP;
  for (int o = 0; o < s->outputs; ++o)
    for (int i = 0; i < s->inputs; ++i)
      for (int dy = 0; dy < s->taps; ++dy)
        for (int dx = 0; dx < s->taps; ++dx) {
          const float *qs = q + o * floats, *xs = x + i * floats;
          float sum[CONV_GROUP] = {0};
          FOR_EACH_PAIR(FOR_EACH_IMAGE(k) sum[k] += qs[at + k] * xs[from + k];)
          FOR_EACH_IMAGE(k) *accumulator += sum[k];
          ++accumulator;
        }
}

static void gradient_finish(const conv_shape *s, const float *accumulator, float *gradient) {
  memcpy(gradient, accumulator, sizeof(float) * s->outputs * s->inputs * s->taps * s->taps);
}

const conv_kernel_set conv_kernels_plain = {
    .level = kernel_plain,
    .transform = transform,
    .transform_transposed = transform_transposed,
    .apply = apply,
    .equilibrium = equilibrium,
    .adjoint = adjoint,
    .gradient_add = gradient_add,
    .gradient_finish = gradient_finish,
};
