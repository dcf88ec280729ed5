// The files of one multipart field, spooled to disk while they arrive. The Rule names the field and its bounds:
//     struct Photos { static constexpr std::string_view field = "files"; static constexpr std::size_t most = 10;
//                     static constexpr std::uint64_t most_bytes = 20 << 20; };
#pragma once

#include "http/extract.hpp"
#include "http/spool.hpp"

namespace pictbook::http {

struct FileRule {
    std::string_view field;
    std::size_t most;
    std::uint64_t most_bytes;  // of one file
};

/// Between 1 and `rule.most` files, or Fault::invalid at the field, too_large, bad_request for broken multipart.
boost::asio::awaitable<Result<std::vector<SpooledFile>>> receive_files(Request& request, FileRule rule);

template <class Rule>
struct Files {
    std::vector<SpooledFile> list;
    Spool* spool = nullptr;  // where they lie, for a handler that makes more of them
};

template <class Parts, class Rule>
struct Extract<Parts, Files<Rule>> {
    static constexpr std::uint64_t body_limit = Rule::most * Rule::most_bytes + (1u << 20);

    static boost::asio::awaitable<Result<Files<Rule>>> from(const Parts&, Request& request) {
        const FileRule rule{Rule::field, Rule::most, Rule::most_bytes};
        Result<std::vector<SpooledFile>> list = co_await receive_files(request, rule);
        if (!list) co_return list.error();
        co_return Files<Rule>{std::move(*list), request.spool};
    }
    static void describe(Operation& operation) {
        using schema::json::object;
        const object file{{"type", "string"}, {"format", "binary"}};
        object field{{"type", "array"}, {"items", file}, {"minItems", 1}, {"maxItems", Rule::most}};
        object body{{"type", "object"}, {"properties", object{{Rule::field, field}}}};
        body["required"] = schema::json::array{Rule::field};
        operation.request_body = {{"required", true},
                                  {"content", object{{"multipart/form-data", object{{"schema", body}}}}}};
        operation.add_failure(Fault::bad_request, "Bad Request", Shape::text);
        operation.add_failure(Fault::too_large, "The body is too large");
        operation.add_misfit("No file, too many files, a file that is too big, or another content type");
    }
};

}  // namespace pictbook::http
