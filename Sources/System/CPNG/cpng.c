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

// Encoding

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
  *output = (cpng_output){w.bytes, w.count, source->width, source->height};
  return 1;
}

// Decoding

typedef struct {
  png_structp png;
  png_infop info;
  const uint8_t *bytes;
  size_t count, offset, byte_limit;
  uint32_t side_limit;
  cpng_output image;
  png_bytep *rows;
} reader;

static void take(png_structp png, png_bytep data, size_t count) {
  reader *r = png_get_io_ptr(png);
  if (count > r->count - r->offset) png_error(png, "the file ends too early");
  memcpy(data, r->bytes + r->offset, count);
  r->offset += count;
}

static void request_rgba(reader *r) {
  png_set_expand(r->png);
  png_set_scale_16(r->png);
  png_set_gray_to_rgb(r->png);
  png_set_add_alpha(r->png, 0xff, PNG_FILLER_AFTER);
  png_set_interlace_handling(r->png);
  png_read_update_info(r->png, r->info);
}

static void allocate_image(reader *r) {
  uint32_t width = png_get_image_width(r->png, r->info), height = png_get_image_height(r->png, r->info);
  if ((uint64_t)width * height > r->byte_limit / 4) png_error(r->png, "the image is too large");
  size_t stride = (size_t)width * 4;
  if (png_get_rowbytes(r->png, r->info) != stride) png_error(r->png, "unexpected row size");
  r->image = (cpng_output){malloc(stride * height), stride * height, width, height};
  r->rows = malloc(sizeof(png_bytep) * height);
  if (!r->image.bytes || !r->rows) png_error(r->png, "out of memory");
  for (uint32_t y = 0; y < height; y++) r->rows[y] = r->image.bytes + y * stride;
}

static int run_reader(reader *r) {
  if (setjmp(png_jmpbuf(r->png))) return 0;
  png_set_read_fn(r->png, r, take);
  png_set_user_limits(r->png, r->side_limit, r->side_limit);
  png_set_chunk_cache_max(r->png, 64);
  png_set_chunk_malloc_max(r->png, 1 << 20);
  png_set_crc_action(r->png, PNG_CRC_ERROR_QUIT, PNG_CRC_ERROR_QUIT);
  png_read_info(r->png, r->info);
  request_rgba(r);
  allocate_image(r);
  png_read_image(r->png, r->rows);
  png_read_end(r->png, NULL);
  return 1;
}

int cpng_decode(const uint8_t *bytes, size_t count, uint32_t side_limit, size_t byte_limit,
                cpng_output *output, char message[CPNG_MESSAGE_CAPACITY]) {
  reader r = {.bytes = bytes, .count = count, .byte_limit = byte_limit, .side_limit = side_limit};
  *output = (cpng_output){0};
  snprintf(message, CPNG_MESSAGE_CAPACITY, "out of memory");
  r.png = png_create_read_struct(PNG_LIBPNG_VER_STRING, message, fail, ignore_warning);
  if (!r.png) return 0;
  r.info = png_create_info_struct(r.png);
  int done = r.info && run_reader(&r);
  png_destroy_read_struct(&r.png, &r.info, NULL);
  free(r.rows);
  if (!done) {
    free(r.image.bytes);
    return 0;
  }
  *output = r.image;
  return 1;
}

void cpng_free(cpng_output *output) {
  free(output->bytes);
  *output = (cpng_output){0};
}
