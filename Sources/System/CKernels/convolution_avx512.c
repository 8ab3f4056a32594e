// The convolution for processors with avx512f, avx512vl, avx2, fma. A pixel of a group stays a vector of 8, in which the
// transforms gain from having 32 registers; the products take two pixels at a time.
#if defined(__x86_64__)
#define WIDE 16          // floats in a vector of the products
#define BLOCK_ROWS 9     // rows of a register block
#define BLOCK_VECTORS 2  // vectors of a register block
#define FOR_ROWS(MACRO) MACRO(1) MACRO(2) MACRO(3) MACRO(4) MACRO(5) MACRO(6) MACRO(7) MACRO(8) MACRO(9)
#define FOR_VECTORS(MACRO, R) MACRO(R, 1) MACRO(R, 2)
#define FUSED_BY_PROCESSOR 1
#define POSITIVE_LANES(v) __builtin_ia32_movmskps256((vector)((v) > splat(0)))
#define LEVEL kernel_avx512
#define KERNELS conv_kernels_avx512
#pragma clang attribute push(__attribute__((target("avx512f,avx512vl,avx2,fma"))), apply_to = function)
#include "convolution_tiles.inc"
#pragma clang attribute pop
#endif
