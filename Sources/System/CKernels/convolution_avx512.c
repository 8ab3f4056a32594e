// The convolution for processors with avx512f, avx512vl, avx2, fma. A vector is a pixel of a group in two
// tiles side by side.
#if defined(__x86_64__)
#define TILES 2          // tiles of a vector
#define BLOCK_ROWS 9     // rows of a register block
#define BLOCK_VECTORS 3  // vectors of a register block
#define FOR_ROWS(MACRO) MACRO(1) MACRO(2) MACRO(3) MACRO(4) MACRO(5) MACRO(6) MACRO(7) MACRO(8) MACRO(9)
#define FOR_VECTORS(MACRO, R) MACRO(R, 1) MACRO(R, 2) MACRO(R, 3)
#define FUSED_BY_PROCESSOR 1
#define LEVEL kernel_avx512
#define KERNELS conv_kernels_avx512
#pragma clang attribute push(__attribute__((target("avx512f,avx512vl,avx2,fma"))), apply_to = function)
#include "convolution_tiles.inc"
#pragma clang attribute pop
#endif
