// What an S3 server says in its answers: listings, and why it refuses. Only the few elements that are needed are looked
// for, so every server's dialect will do.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "blob/blobs.hpp"

namespace pictbook::blob {

struct ListingPage {
    bool is_listing = false;  // false: something else answered
    std::vector<Listed> objects;
    bool is_truncated = false;
    std::string next;  // the token that asks for what follows
};

/// Of ListObjectsV2. Entries without a key or a date are left out.
ListingPage read_listing(std::string_view xml);

/// `NoSuchBucket`, or empty when the answer tells none.
std::string read_error_code(std::string_view xml);

}  // namespace pictbook::blob
