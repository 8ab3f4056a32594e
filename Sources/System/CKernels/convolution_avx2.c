// The convolution for processors with avx2, fma.
#if defined(__x86_64__)
#define TILES 1          // tiles of a vector
#define BLOCK_ROWS 3     // rows of a register block
#define BLOCK_VECTORS 4  // vectors of a register block
#define FOR_ROWS(MACRO) MACRO(1) MACRO(2) MACRO(3)
#define FOR_VECTORS(MACRO, R) MACRO(R, 1) MACRO(R, 2) MACRO(R, 3) MACRO(R, 4)
#define FUSED_BY_PROCESSOR 1
#define LEVEL kernel_avx2
#define KERNELS conv_kernels_avx2
#pragma clang attribute push(__attribute__((target("avx2,fma"))), apply_to = function)
#include "convolution_tiles.inc"
#pragma clang attribute pop
#endif
