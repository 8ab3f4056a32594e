// Any processor: four lanes of the compiler's own vectors, no fused multiply-add.
#define LANES 4        // floats in a vector
#define BLOCK_ROWS 2    // rows of a register block
#define BLOCK_VECTORS 4 // vectors of a register block
#define LEVEL kernel_plain
#define KERNELS kernels_plain
#define FMA(a, b, c) ((a) * (b) + (c))
#pragma clang fp contract(off)
#include "kernels.inc"
