// The convolution for any processor: the compiler makes a group's vectors from what there is.
#define TILES 1          // tiles of a vector
#define BLOCK_ROWS 3     // rows of a register block
#define BLOCK_VECTORS 2  // vectors of a register block
#define FOR_ROWS(MACRO) MACRO(1) MACRO(2) MACRO(3)
#define FOR_VECTORS(MACRO, R) MACRO(R, 1) MACRO(R, 2)
#if defined(__aarch64__)
#define FUSED_BY_PROCESSOR 1
#else
#define FUSED_BY_PROCESSOR 0
#endif
#define LEVEL kernel_plain
#define KERNELS conv_kernels_plain
#include "convolution_tiles.inc"
