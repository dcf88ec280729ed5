// The pages and files the binary carries, so that the documentation needs no network, and the list of common passwords.
#pragma once

#include <span>
#include <string_view>

namespace pictbook::web {

struct Asset {
    std::string_view path;          // as requested: "/docs/docs.js"
    std::string_view content_type;  // with charset
    std::string_view bytes;
};

std::span<const Asset> assets();
/// Null when there is no such file.
const Asset* find(std::string_view path);

/// Not served: one a line, each ended by a newline; ASCII in lower case, in the order of their bytes.
std::string_view common_passwords();

}  // namespace pictbook::web
