#include "provider_calls.hpp"

#include "base/ids.hpp"

namespace pictbook::test {

OidcServer& provider() {
    static OidcServer server;
    return server;
}

TestServer& client_server() {
    static TestServer server(provider().settings("OIDC_WORK"));
    return server;
}

std::string begin(const Person& person, const std::string& more, const std::string& route, const std::string& id) {
    const std::string body = R"({"provider":")" + id + "\"" + (more.empty() ? "" : "," + more) + "}";
    const Reply reply = person.post(route, body);
    EXPECT_EQ(reply.status, 200) << reply.body;
    return reply.at("/url");
}

Reply sign_in_at_provider(const Person& person, const std::string& more) {
    return person.get(provider().visit(begin(person, more)));
}

Reply link_at_provider(const Person& person, const std::string& more) {
    return person.get(provider().visit(begin(person, more, "/auth/link-social")));
}

std::string error_of(const Reply& reply) {
    EXPECT_EQ(reply.status, 302) << reply.body;
    const std::string location = reply.header("Location");
    const std::size_t at = location.find("error=");
    if (at == location.npos) return "";
    return location.substr(at + 6, location.find('&', at) - at - 6);
}

std::string person_json(const std::string& subject, const std::string& email, bool verified) {
    return R"({"sub":")" + subject + R"(","email":")" + email + R"(","email_verified":)" +
           (verified ? "true" : "false") + R"(,"name":"Grace Hopper"})";
}

void tell_person(const std::string& subject, const std::string& email, bool verified, const std::string& more) {
    provider().tell(R"({"person":)" + person_json(subject, email, verified) + (more.empty() ? "" : "," + more) + "}");
}

std::string new_subject() { return make_token(); }

void verify_here(const std::string& email) {
    sql(client_server(), R"(UPDATE "User" SET "emailVerified" = TRUE WHERE "email" = ')" + email + "'");
}

}  // namespace pictbook::test
