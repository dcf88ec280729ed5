#include "account/targets.hpp"

#include <algorithm>

#include "base/bytes.hpp"
#include "http/policy.hpp"

namespace pictbook::account {

namespace {

/// Readers that decode more often than this don't exist; one that is still encoded is refused.
constexpr int kMostDecodings = 3;

bool is_printable(std::string_view text) {
    return std::all_of(text.begin(), text.end(), [](char c) { return c > ' ' && c < 0x7F; });
}

bool has_dot_segment(std::string_view path) {
    while (!path.empty()) {
        path.remove_prefix(1);
        const std::size_t end = std::min(path.find('/'), path.size());
        const std::string_view segment = path.substr(0, end);
        if (segment == "." || segment == "..") return true;
        path.remove_prefix(end);
    }
    return false;
}

/// `//host` and `/\host` are another host to a browser, and so may `/./` + `/host` become one.
bool stays_here(std::string_view path) {
    if (path.empty() || path[0] != '/' || path.find('\\') != path.npos) return false;
    return !(path.size() > 1 && path[1] == '/') && !has_dot_segment(path);
}

bool is_own_path(std::string_view target) {
    std::string path(target.substr(0, target.find_first_of("?#")));
    for (int i = 0; i < kMostDecodings; ++i) {
        if (!stays_here(path)) return false;
        if (path.find('%') == path.npos) return true;
        const std::optional<std::string> decoded = percent_decode(path);
        const auto is_control = [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; };
        if (!decoded || std::any_of(decoded->begin(), decoded->end(), is_control)) return false;
        path = *decoded;
    }
    return path.find('%') == path.npos && stays_here(path);
}

}  // namespace

bool is_allowed_target(std::string_view target, const std::vector<std::string>& trusted_origins) {
    if (!is_printable(target) || target.find('\\') != target.npos) return false;
    if (target.starts_with('/')) return is_own_path(target);
    const std::optional<std::string> origin = http::origin_of(target);
    return origin && http::is_listed(trusted_origins, *origin);
}

std::string add_query(std::string_view target, std::string_view name, std::string_view value) {
    const std::size_t hash = std::min(target.find('#'), target.size());
    std::string out(target.substr(0, hash));
    out += out.find('?') == out.npos ? '?' : '&';
    return out.append(name).append("=").append(percent_encode(value)).append(target.substr(hash));
}

}  // namespace pictbook::account
