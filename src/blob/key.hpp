// What may be the name of an object, in every store.
#pragma once

#include <string_view>

namespace pictbook::blob {

/// 1 to 512 bytes of segments between slashes; a segment has 1 to 255 bytes and does not begin with a dot (so neither
/// `.` nor `..` is one). No backslash and no NUL.
bool is_valid_key(std::string_view key);

/// Whether a photo of this server or of the original may have this name: `<book's id>/images/<milliseconds>-<letters>.<type>`.
/// In a bucket that others use too, everything else is theirs.
bool is_photo_key(std::string_view key);

}  // namespace pictbook::blob
