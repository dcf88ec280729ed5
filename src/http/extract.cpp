#include "http/extract.hpp"

#include "base/bytes.hpp"

namespace pictbook::http::detail {

schema::json::object parse_query(std::string_view query) {
    schema::json::object out;
    while (!query.empty()) {
        const std::size_t end = query.find('&');
        const std::string_view pair = query.substr(0, end);
        query = end == query.npos ? std::string_view() : query.substr(end + 1);
        const std::size_t equals = pair.find('=');
        const std::string_view raw = equals == pair.npos ? std::string_view() : pair.substr(equals + 1);
        const auto name = percent_decode(pair.substr(0, equals), true);
        const auto value = percent_decode(raw, true);
        if (!name || name->empty() || !is_utf8(*name)) continue;
        out[*name] = value && is_utf8(*value) ? *value : std::string(raw);
    }
    return out;
}

/// No content type at all is taken as JSON, as many small programs send it.
bool is_json(const Request& request) {
    const std::string type = request.content_type();
    return type.empty() || type == "application/json" || type.ends_with("+json");
}

}  // namespace pictbook::http::detail
