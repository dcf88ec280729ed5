// The table of embedded files; bytes.S.in puts their bytes into the binary.
#include "web/assets.hpp"

#include <algorithm>
#include <cstddef>

extern "C" {
extern const char web_home[];
extern const std::size_t web_home_size;
extern const char web_favicon[];
extern const std::size_t web_favicon_size;
extern const char web_docs[];
extern const std::size_t web_docs_size;
extern const char web_docs_script[];
extern const std::size_t web_docs_script_size;
extern const char web_swagger_style[];
extern const std::size_t web_swagger_style_size;
extern const char web_swagger_script[];
extern const std::size_t web_swagger_script_size;
extern const char web_common_passwords[];
extern const std::size_t web_common_passwords_size;
extern const char web_licenses[];
extern const std::size_t web_licenses_size;
}

namespace pictbook::web {

std::span<const Asset> assets() {
    static constexpr std::string_view kHtml = "text/html; charset=utf-8";
    static constexpr std::string_view kScript = "text/javascript; charset=utf-8";
    static const Asset table[] = {
        {"/", kHtml, {web_home, web_home_size}},
        {"/favicon.svg", "image/svg+xml; charset=utf-8", {web_favicon, web_favicon_size}},
        {"/docs", kHtml, {web_docs, web_docs_size}},
        {"/docs/docs.js", kScript, {web_docs_script, web_docs_script_size}},
        {"/docs/swagger-ui.css", "text/css; charset=utf-8", {web_swagger_style, web_swagger_style_size}},
        {"/docs/swagger-ui-bundle.js", kScript, {web_swagger_script, web_swagger_script_size}},
        {"/docs/licenses.txt", "text/plain; charset=utf-8", {web_licenses, web_licenses_size}},
    };
    return table;
}

const Asset* find(std::string_view path) {
    const std::span<const Asset> all = assets();
    const auto found = std::ranges::find(all, path, &Asset::path);
    return found == all.end() ? nullptr : &*found;
}

std::string_view common_passwords() { return {web_common_passwords, web_common_passwords_size}; }

}  // namespace pictbook::web
