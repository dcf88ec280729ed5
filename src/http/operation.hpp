// One route as the API document shows it. Filled from the types of the route's function, never by hand.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "http/message.hpp"
#include "schema/describe.hpp"

namespace pictbook::http {

struct Operation {
    explicit Operation(schema::Definitions& all) : definitions(all) {}

    schema::Definitions& definitions;
    Verb verb = Verb::get;
    std::string summary;
    std::string tag;
    std::string who;  // a sentence: who may call
    schema::json::array parameters;
    schema::json::object request_body;                   // empty: none
    std::map<unsigned, schema::json::object> responses;  // by status
    enum class Session { unused, optional, needed } session = Session::unused;
    std::string key_scope;  // what an API key must be made for to do instead of the session; empty: none does
    std::string (*code_of)(std::string_view message) = nullptr;  // of the failures that the route's table lists

    /// Once, however many arguments of the function read it.
    void add_parameter(std::string_view name, std::string_view in, bool required, schema::json::value schema);
    /// A failure that the route can give. Several of one status stand together, each with its example.
    void add_failure(Fault fault, std::string_view message, Shape shape = Shape::json, std::string_view code = {});
    /// 422 with the reasons why the input does not fit.
    void add_misfit(std::string_view message);
    schema::json::object to_json() const;

private:
    void add_example(unsigned status, const char* media_type, schema::json::value schema, std::string_view title,
                     schema::json::value example);
};

}  // namespace pictbook::http
