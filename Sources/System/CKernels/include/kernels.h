// The hot loops of training, in single precision, with one implementation per instruction set.
//
// Every output element is one chain of fused multiply-adds in a fixed order, so all levels give the same bits, on every
// processor, and so does any split of the rows over threads. (Which NaN comes out of NaNs is not fixed.)
//
// Matrices are row-major. "columns" is always a multiple of KERNEL_LANES: rows are padded with zeros.
#pragma once
#include <stddef.h>
#include <stdint.h>

#define KERNEL_LANES 16
/// Rows that iterate together, at every level: a group goes on until its last row has converged.
#define KERNEL_GROUP 6

typedef enum { kernel_plain = 0, kernel_avx2 = 1, kernel_avx512 = 2 } kernel_level;

/// One fixed-point problem  x = phi(x M + v)  over a few rows; see `equilibrium` and `adjoint`.
typedef struct {
  int rows, columns;        // x, v, z are [rows, columns]
  int width;                // rows of M that count: M is [width, columns], width <= columns
  const float *matrix;      // M
  const float *offset;      // v
  const float *slopes;      // adjoint only: phi'(z) of the forward solve, [rows, columns]; else NULL
  float negative_slope;     // forward only: phi(z) = max(z, negative_slope * z)
  const float *steps;       // one a column, 0 < step <= 1
  float tolerance;          // relative change of every row (of x; of slopes * w) in the maximum norm
  int most_iterations;      // products with M
  int from_zero;            // whether to start at 0, whose first iterate needs no product; x may hold anything then
} kernel_fixed_point;

typedef struct {
  float learning_rate;      // divided by 1 - beta1^t
  float beta1, beta2;
  float second_scale;       // 1 / sqrt(1 - beta2^t)
  float epsilon;
} kernel_adam_step;

/// The nonzero bytes of a sample.
typedef struct {
  const uint16_t *index;
  const uint8_t *value;
  int count;
} kernel_sparse_row;

typedef struct {
  kernel_level level;
  /// z[r, :] = start[r, :] + sum over d of x[r * x_row + d * x_depth] * m[d, :]. `start` may be NULL (zeros) and
  /// its stride may be 0 (one row for all).
  void (*product)(int rows, int columns, int depth, const float *x, ptrdiff_t x_row, ptrdiff_t x_depth,
                  const float *m, ptrdiff_t m_row, const float *start, ptrdiff_t start_row, float *z,
                  ptrdiff_t z_row);
  /// Iterates to the equilibrium from the given x, or from 0, KERNEL_GROUP rows at a time, each group until it has
  /// converged:  x = max(0, x + steps * (x M + v - x))  for ReLU,  x = x + steps * (phi(x M + v) - x)  otherwise.
  /// Leaves the last pre-activation in z. Returns the sum of iterations over rows, or -1 - sum if a group
  /// stopped at most_iterations, or INT64_MIN when a value is not finite.
  int64_t (*equilibrium)(const kernel_fixed_point *problem, float *x, float *z);
  /// The adjoint equilibrium  w = (slopes * w) M + v,  by  w = w + steps * ((slopes * w) M + v - w),  until slopes * w,
  /// which it leaves in z, has converged. Returns as `equilibrium`.
  int64_t (*adjoint)(const kernel_fixed_point *problem, float *w, float *z);
  /// out[r, :] = start[:] + scale * sum over sample r's nonzero bytes of value * m[index, :], in the order of its list. It is
  /// fast where lists go by index.
  void (*sparse_product)(int columns, int rows, const kernel_sparse_row *samples, float scale, const float *m,
                         const float *start, float *out);
  /// One sample's part of a gradient: sums[index - first, :] += value * q[:] for `count` nonzero bytes.
  void (*sparse_gradient)(int columns, int count, const uint16_t *index, const uint8_t *value, int first,
                          const float *q, float *sums);
  /// One step of Adam on `count` (a multiple of KERNEL_LANES) parameters.
  void (*adam)(size_t count, const kernel_adam_step *step, const float *gradient, float *parameter,
               float *first, float *second);
} kernel_set;

/// The fastest level that this processor runs.
kernel_level kernel_best_level(void);
/// The kernels of a level, or NULL if this processor cannot run it.
const kernel_set *kernel_set_at(kernel_level level);
