#include "api/query_numbers.hpp"

#include <charconv>
#include <cmath>

#include "schema/json.hpp"

namespace pictbook::api {

namespace {

Error misfit(const char* name, std::string summary, std::string example, const std::string& found) {
    Error error{Fault::invalid, "Expected number"};
    error.on = "query";
    Issue issue{std::string("/") + name, error.message, std::move(summary), std::move(example), ""};
    schema::write_string(issue.found, found);
    error.issues.push_back(std::move(issue));
    return error;
}

}  // namespace

Result<std::int64_t> whole_of(const std::optional<std::string>& text, const char* name, std::int64_t least,
                              std::int64_t most, std::int64_t usual) {
    if (!text) return usual;
    std::int64_t value = 0;
    const char* end = text->data() + text->size();
    const auto [rest, error] = std::from_chars(text->data(), end, value);
    if (error == std::errc() && rest == end && value >= least && value <= most) return value;
    return misfit(name, "A whole number from " + std::to_string(least) + " to " + std::to_string(most),
                  std::to_string(usual), *text);
}

Result<std::vector<double>> numbers_of(const std::string& text, const char* name, std::size_t count,
                                       const char* example) {
    std::vector<double> out;
    const char* at = text.data();
    const char* const end = at + text.size();
    while (out.size() < count) {
        double value = 0;
        const auto [rest, error] = std::from_chars(at, end, value);
        if (error != std::errc() || !std::isfinite(value)) break;
        out.push_back(value);
        at = rest;
        if (at == end || *at != ',') break;
        ++at;
    }
    if (out.size() == count && at == end) return out;
    return misfit(name, std::to_string(count) + " numbers with commas between them", example, text);
}

}  // namespace pictbook::api
