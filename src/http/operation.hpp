// One route as the API document shows it. Filled from the types of the route's function, never by hand.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "schema/describe.hpp"

namespace pictbook::http {

struct Operation {
    explicit Operation(schema::Definitions& all) : definitions(all) {}

    schema::Definitions& definitions;
    std::string summary;
    std::string tag;
    schema::json::array parameters;
    schema::json::object request_body;                 // empty: none
    std::map<unsigned, schema::json::object> responses;  // by status
    bool needs_session = false;

    void add_parameter(std::string_view name, std::string_view in, bool required, schema::json::value schema);
    /// A failure that the route can give; several of one status are listed in one description.
    void add_failure(Fault fault, std::string_view message, Shape shape = Shape::json);
    schema::json::object to_json() const;
};

}  // namespace pictbook::http
