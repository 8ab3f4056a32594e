// The kernels for processors with avx512f, avx2, fma (and avx512vl, which the convolution needs).
#if defined(__x86_64__)
#define LANES 16        // floats in a vector
#define BLOCK_ROWS 6    // rows of a register block
#define BLOCK_VECTORS 4 // vectors of a register block
#define LEVEL kernel_avx512
#define KERNELS kernels_avx512
#define FUSED_BY_PROCESSOR 1
#pragma clang attribute push(__attribute__((target("avx512f,avx2,fma"))), apply_to = function)
#include "kernels.inc"
#pragma clang attribute pop
#endif
