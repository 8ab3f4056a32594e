// Any processor: vectors of four, as nearly all have.
#define LANES 4        // floats in a vector
#define BLOCK_ROWS 2    // rows of a register block
#define BLOCK_VECTORS 4 // vectors of a register block
#define LEVEL kernel_plain
#define KERNELS kernels_plain
#if defined(__aarch64__)
#define FUSED_BY_PROCESSOR 1
#else
#define FUSED_BY_PROCESSOR 0
#endif
#include "kernels.inc"
