// The OpenAPI 3.1 document of everything that is mounted, from the routes' own types.
#pragma once

#include "http/router.hpp"

namespace pictbook::http {

struct About {
    std::string title;
    std::string version;
    std::string description;
    std::string session_cookie;
    std::vector<std::pair<std::string, std::string>> tags;  // name, sentence
    std::string keys;                                       // a sentence: what API keys are
};

/// `describe_more` may add schemas (the socket's messages) and gives further path items.
schema::json::value openapi(const Router& router, const About& about,
                            const std::function<schema::json::object(schema::Definitions&)>& describe_more);

}  // namespace pictbook::http
