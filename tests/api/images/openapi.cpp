#include "api/images/openapi.hpp"

#include <gmock/gmock.h>

namespace pictbook::test {

using boost::json::array;
using boost::json::object;
using boost::json::value;

const value& document() {
    static const value all = cast().nobody.get("/docs/json").json();
    return all;
}

std::vector<Operation> operations() {
    std::vector<Operation> out;
    for (const auto& [path, item] : document().at("paths").as_object())
        for (const auto& [verb, operation] : item.as_object()) {
            std::string upper;
            for (const char c : verb) upper.push_back(static_cast<char>(c - 32));
            out.push_back({upper, path, operation.as_object()});
        }
    return out;
}

void walk(const value& item, const std::string& place, const Visit& visit) {
    if (const object* members = item.if_object())
        for (const auto& [name, member] : *members) {
            visit(name, member, place);
            walk(member, place + "/" + std::string(name), visit);
        }
    if (const array* items = item.if_array())
        for (std::size_t i = 0; i < items->size(); ++i) walk((*items)[i], place + "/" + std::to_string(i), visit);
}

std::vector<std::string> names_in(const std::string& path) {
    std::vector<std::string> out;
    for (std::size_t at = path.find('{'); at != path.npos; at = path.find('{', at + 1))
        out.push_back(path.substr(at + 1, path.find('}', at) - at - 1));
    return out;
}

void for_each_media(
    const std::function<void(const std::string& place, const std::string& type, const object& media)>& visit) {
    for (const Operation& each : operations()) {
        const auto media_of = [&](const value& holder, const std::string& place) {
            if (const value* content = holder.as_object().if_contains("content"))
                for (const auto& [type, media] : content->as_object())
                    visit(each.name() + place, type, media.as_object());
        };
        if (const value* body = each.json.if_contains("requestBody")) media_of(*body, " body");
        for (const auto& [status, response] : each.json.at("responses").as_object())
            media_of(response, " " + std::string(status));
    }
}

void expect_described(const std::vector<Call>& calls) {
    for (const auto& [person, verb, path, body, described] : calls) {
        const Reply reply = person.request(verb, path, body, {});
        SCOPED_TRACE(verb + " " + path + " " + std::to_string(reply.status) + " " + reply.body);
        std::string lower;
        for (const char c : verb) lower.push_back(static_cast<char>(c + 32));
        const object& responses = document().at("paths").at(described).at(lower).at("responses").as_object();
        const value* response = responses.if_contains(std::to_string(reply.status));
        ASSERT_NE(response, nullptr) << "the status is not described";
        const std::string type = reply.header("Content-Type").substr(0, reply.header("Content-Type").find(';'));
        const value* media = response->at("content").as_object().if_contains(type);
        ASSERT_NE(media, nullptr) << type << " is not described";
        if (type == "application/json")
            EXPECT_THAT(misfits(document(), media->at("schema"), reply.json(), ""), testing::IsEmpty());
    }
}

}  // namespace pictbook::test
