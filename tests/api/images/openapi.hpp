// The API document of the running server, taken apart for its tests.
#pragma once

#include <boost/json/value.hpp>
#include <functional>
#include <string>
#include <vector>

#include "api/images/json_schema.hpp"
#include "support/cast.hpp"

namespace pictbook::test {

const boost::json::value& document();

struct Operation {
    std::string verb, path;
    const boost::json::object& json;
    std::string name() const { return verb + " " + path; }
};
std::vector<Operation> operations();

using Visit = std::function<void(std::string_view name, const boost::json::value& member, const std::string& place)>;
/// For every member of every object below `item`.
void walk(const boost::json::value& item, const std::string& place, const Visit& visit);

/// For every media type object of requests and answers.
void for_each_media(const std::function<void(const std::string& place, const std::string& type,
                                             const boost::json::object& media)>& visit);

/// What stands between braces in a path.
std::vector<std::string> names_in(const std::string& path);

/// One request, and the path under which the document describes it.
struct Call {
    const Person& person;
    std::string verb, path, body, described;
};
/// That status, content type and body of each answer are as the document says.
void expect_described(const std::vector<Call>& calls);

}  // namespace pictbook::test
