// PNG encoding by libpng. Errors are values: no jump leaves this module.
#pragma once
#include <stddef.h>
#include <stdint.h>

enum { CPNG_MESSAGE_CAPACITY = 160 };

/// What to encode. With a palette, `pixels` holds one index a pixel; without one, three bytes (RGB).
typedef struct {
  uint32_t width, height;
  const uint8_t *pixels;
  /// RGB triples, or null.
  const uint8_t *palette;
  int palette_count;
  uint32_t pixels_per_metre;
  /// An iTXt chunk, uncompressed; `text` is UTF-8 and ends with a zero byte.
  const char *keyword;
  const char *text;
  /// Whether rows are filtered by libpng's heuristic (1) or not at all (0).
  int filtered;
} cpng_source;

/// Bytes that `cpng_free` releases.
typedef struct {
  uint8_t *bytes;
  size_t count;
} cpng_output;

/// Encodes an image. Returns 1, or 0 with a message, and then no output.
int cpng_encode(const cpng_source *source, cpng_output *output, char message[CPNG_MESSAGE_CAPACITY]);

/// Releases what `cpng_encode` returned.
void cpng_free(cpng_output *output);
