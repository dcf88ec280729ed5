// libvips and what of GLib comes with it, loaded at run time: only the process that decodes images pays for its ninety
// libraries, and the server holds none of their code.
#pragma once

#include <vips/vips.h>

namespace pictbook::media {

// clang-format off: one for each line
#define PICTBOOK_VIPS_FUNCTIONS(each) \
    each(vips_init) \
    each(vips_version_string) \
    each(vips_cache_set_max) \
    each(vips_concurrency_set) \
    each(vips_block_untrusted_set) \
    each(vips_operation_block_set) \
    each(vips_error_buffer_copy) \
    each(vips_error_clear) \
    each(vips_source_new_from_descriptor) \
    each(vips_jpegload_source) \
    each(vips_pngload_source) \
    each(vips_gifload_source) \
    each(vips_webpload_source) \
    each(vips_tiffload_source) \
    each(vips_image_get_width) \
    each(vips_image_get_height) \
    each(vips_image_get_n_pages) \
    each(vips_image_get_bands) \
    each(vips_image_get_format) \
    each(vips_format_sizeof) \
    each(vips_image_get_typeof) \
    each(vips_image_get_int) \
    each(vips_region_new) \
    each(vips_region_prepare) \
    each(g_object_unref) \
    each(g_free) \
    each(g_log_set_handler)
// clang-format on

/// Its functions under their own names.
struct Vips {
#define PICTBOOK_VIPS_MEMBER(name) decltype(&::name) name = nullptr;  // NOLINT(bugprone-macro-parentheses): a name
    PICTBOOK_VIPS_FUNCTIONS(PICTBOOK_VIPS_MEMBER)
#undef PICTBOOK_VIPS_MEMBER
};

/// Loads it at the first call. Throws std::runtime_error with one sentence when it isn't installed, or is another version than
/// we were built with (its soname).
const Vips& vips();

}  // namespace pictbook::media
