// The kernels for processors with avx2, fma.
#if defined(__x86_64__)
#define LANES 8        // floats in a vector
#define BLOCK_ROWS 3    // rows of a register block
#define BLOCK_VECTORS 4 // vectors of a register block
#define LEVEL kernel_avx2
#define KERNELS kernels_avx2
#define FUSED_BY_PROCESSOR 1
#pragma clang attribute push(__attribute__((target("avx2,fma"))), apply_to = function)
#include "kernels.inc"
#pragma clang attribute pop
#endif
