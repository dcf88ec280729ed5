#include "factors.hpp"

namespace pictbook::test {

std::string code_json(const std::string& code, const std::string& more) {
    return R"({"code":")" + code + R"(")" + (more.empty() ? "" : "," + more) + "}";
}

Guarded guard(const TestServer& server, const std::string& name) {
    const Person person = server.sign_up(name);
    const std::string email = email_of(person);
    const Reply reply = person.post("/auth/two-factor/enable", kPasswordJson);
    EXPECT_EQ(reply.status, 200) << reply.body;
    Guarded out{person, email, TotpApp(reply.at("/totpURI")), {}};
    const boost::json::value json = reply.json();
    for (const auto& code : json.at("backupCodes").as_array()) out.backup_codes.emplace_back(code.as_string());
    const Reply verified = person.post("/auth/two-factor/verify-totp", code_json(out.app.code()));
    EXPECT_EQ(verified.status, 200) << verified.body;
    forget_last_code(server, out);
    return out;
}

Person begin_sign_in(const TestServer& server, const std::string& email, const std::string& more) {
    Person person = server.nobody();
    const Reply reply = person.post("/auth/sign-in/email", credentials(email, kPassword, more));
    EXPECT_EQ(reply.body, R"({"twoFactorRedirect":true})");
    return person;
}

void forget_last_code(const TestServer& server, const Guarded& guarded) {
    sql(server, R"(UPDATE "TwoFactor" SET "lastStep" = -1
                   WHERE "userId" = (SELECT "id" FROM "User" WHERE "email" = ')" +
                    guarded.email + "')");
}

}  // namespace pictbook::test
