#include "cpng.h"

#include <png.h>
#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

// libpng reports an error by calling `fail`, which must not return: it jumps to the setjmp of the function that
// called libpng, in this file. What such a function must release lives in a struct behind a pointer that is set
// before setjmp and never changed after it, so that it is defined after a jump.

static void fail(png_structp png, png_const_charp text) {
  char *message = png_get_error_ptr(png);
  snprintf(message, CPNG_MESSAGE_CAPACITY, "%s", text);
  png_longjmp(png, 1);
}

static void ignore_warning(png_structp png, png_const_charp text) {
  (void)png;
  (void)text;
}

typedef struct {
  png_structp png;
  png_infop info;
  uint8_t *bytes;
  size_t count, capacity;
} writer;

static void append(png_structp png, png_bytep data, size_t count) {
  writer *w = png_get_io_ptr(png);
  if (count > w->capacity - w->count) {
    size_t capacity = w->capacity * 2 + count;
    uint8_t *grown = realloc(w->bytes, capacity);
    if (!grown) png_error(png, "out of memory");
    w->bytes = grown;
    w->capacity = capacity;
  }
  memcpy(w->bytes + w->count, data, count);
  w->count += count;
}

static void flush(png_structp png) { (void)png; }

static void write_header(writer *w, const cpng_source *source) {
  int type = source->palette ? PNG_COLOR_TYPE_PALETTE : PNG_COLOR_TYPE_RGB;
  png_set_compression_level(w->png, 9);
  png_set_compression_mem_level(w->png, 9);
  png_set_filter(w->png, 0, source->filtered ? PNG_ALL_FILTERS : PNG_FILTER_NONE);
  png_set_IHDR(w->png, w->info, source->width, source->height, 8, type, PNG_INTERLACE_NONE,
               PNG_COMPRESSION_TYPE_DEFAULT, PNG_FILTER_TYPE_DEFAULT);
  png_set_sRGB(w->png, w->info, PNG_sRGB_INTENT_PERCEPTUAL);
  png_set_pHYs(w->png, w->info, source->pixels_per_metre, source->pixels_per_metre, PNG_RESOLUTION_METER);
  if (source->palette) {
    png_color entries[256];
    for (int i = 0; i < source->palette_count && i < 256; i++) {
      const uint8_t *rgb = source->palette + 3 * i;
      entries[i] = (png_color){rgb[0], rgb[1], rgb[2]};
    }
    png_set_PLTE(w->png, w->info, entries, source->palette_count);
  }
  png_text text = {.compression = PNG_ITXT_COMPRESSION_NONE,
                   .key = (png_charp)source->keyword,
                   .text = (png_charp)source->text,
                   .itxt_length = strlen(source->text),
                   .lang = "",
                   .lang_key = ""};
  png_set_text(w->png, w->info, &text, 1);
  png_write_info(w->png, w->info);
}

static int run_writer(writer *w, const cpng_source *source) {
  if (setjmp(png_jmpbuf(w->png))) return 0;
  png_set_write_fn(w->png, w, append, flush);
  write_header(w, source);
  size_t stride = (size_t)source->width * (source->palette ? 1 : 3);
  for (uint32_t y = 0; y < source->height; y++) png_write_row(w->png, source->pixels + y * stride);
  png_write_end(w->png, NULL);
  return 1;
}

int cpng_encode(const cpng_source *source, cpng_output *output, char message[CPNG_MESSAGE_CAPACITY]) {
  writer w = {0};
  *output = (cpng_output){0};
  snprintf(message, CPNG_MESSAGE_CAPACITY, "out of memory");
  w.png = png_create_write_struct(PNG_LIBPNG_VER_STRING, message, fail, ignore_warning);
  if (!w.png) return 0;
  w.info = png_create_info_struct(w.png);
  int done = w.info && run_writer(&w, source);
  png_destroy_write_struct(&w.png, &w.info);
  if (!done) {
    free(w.bytes);
    return 0;
  }
  *output = (cpng_output){w.bytes, w.count};
  return 1;
}

void cpng_free(cpng_output *output) {
  free(output->bytes);
  *output = (cpng_output){0};
}
