#include "blob/key.hpp"

#include <cstddef>

namespace pictbook::blob {

namespace {

constexpr std::size_t kMostKeyBytes = 512;
constexpr std::size_t kMostSegmentBytes = 255;  // NAME_MAX of Linux

}  // namespace

bool is_valid_key(std::string_view key) {
    using namespace std::string_view_literals;
    if (key.size() > kMostKeyBytes || key.find_first_of("\\\0"sv) != key.npos) return false;
    for (;;) {
        const std::size_t slash = key.find('/');
        const std::string_view segment = key.substr(0, slash);
        if (segment.empty() || segment.size() > kMostSegmentBytes || segment.front() == '.') return false;
        if (slash == key.npos) return true;
        key.remove_prefix(slash + 1);
    }
}

}  // namespace pictbook::blob
