#include "support/keys.hpp"

#include <gtest/gtest.h>

namespace pictbook::test {

std::string make_key(const Person& person, const std::string& scope, const std::string& more) {
    const Reply made = person.post("/auth/api-key/create", R"({"name":"A program","scope":")" + scope + "\"" +
                                                               (more.empty() ? "" : "," + more) + "}");
    EXPECT_EQ(made.status, 200) << made.body;
    return made.at("/key");
}

Person program_of(const Person& person, const std::string& scope, const std::string& more) {
    Person program(person.port());
    program.key = make_key(person, scope, more);
    return program;
}

std::string key_id(const Person& person, const std::string& key) {
    const auto list = person.get("/auth/api-key/list").json();
    for (const auto& each : list.as_array())
        if (key.starts_with(std::string(each.at("start").as_string()))) return std::string(each.at("id").as_string());
    ADD_FAILURE() << "the key is not in its person's list";
    return "";
}

void revoke_key(const Person& person, const std::string& key) {
    const Reply deleted = person.post("/auth/api-key/delete", R"({"keyId":")" + key_id(person, key) + "\"}");
    EXPECT_EQ(deleted.status, 200) << deleted.body;
}

}  // namespace pictbook::test
