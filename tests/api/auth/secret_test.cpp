// A change of BETTER_AUTH_SECRET while people are signed in.
#include <gmock/gmock.h>

#include "base/bytes.hpp"
#include "base/clock.hpp"
#include "provider_calls.hpp"
#include "support/cast.hpp"
#include "support/comes_true.hpp"
#include "support/program.hpp"

namespace pictbook::test {
namespace {

using std::chrono::days;
using std::chrono::seconds;
using testing::HasSubstr;

const std::string kOld(40, 'o'), kNew(40, 'n');

/// Two servers one after the other on one database; the second has another secret.
class ChangedSecret : public testing::Test {
protected:
    ChangedSecret()
        : first_({{"PICTBOOK_DATA", data_.string()}, {"BETTER_AUTH_SECRET", kOld}}),
          ada_(first_.sign_up()),
          brief_(sign_in_again(ada_, R"("rememberMe":false)")) {
        src_ = ada_.upload("/projects/" + make_book(ada_) + "/images", {{"a.png", kDot}}).at("/0/src");
        src_ = src_.substr(src_.find("/blob/"));
        EXPECT_EQ(first_.stop(SIGTERM), 0);
    }

    TestServer::Settings settings_after() const {
        return {{"DATABASE_URL", first_.setting("DATABASE_URL")},
                {"PICTBOOK_DATA", data_.string()},
                {"BETTER_AUTH_SECRET", kNew}};
    }
    TestServer::Settings settings_until(Time until) const {
        TestServer::Settings settings = settings_after();
        settings["BETTER_AUTH_SECRET_PREVIOUS"] = "an older one," + kOld;
        settings["BETTER_AUTH_SECRET_PREVIOUS_UNTIL"] = to_iso(until);
        return settings;
    }
    static Person at(const TestServer& server, const Person& person) {
        Person out(server.port());
        out.cookies = person.cookies;
        return out;
    }

    const TemporaryFolder folder_;
    const std::filesystem::path data_ = folder_.path() / "data";
    TestServer first_;
    const Person ada_, brief_;
    std::string src_;
};

// KEY-23, KEY-24
TEST_F(ChangedSecret, KeepsCookiesAndMovesThemOver) {
    const TestServer server(settings_until(now() + days(7)));
    const Person ada = at(server, ada_);
    EXPECT_EQ(server.nobody().get(src_).status, 200);
    const Reply other = ada.get("/projects");
    EXPECT_EQ(other.status, 200);
    EXPECT_FALSE(other.has("Set-Cookie")) << "other routes send no cookies";
    const Reply moved = ada.get("/auth/get-session");
    EXPECT_EQ(moved.at("/session/token"), token_of(ada_));
    EXPECT_THAT(set_cookie(moved, kToken), HasSubstr("; Max-Age=604800; "));
    EXPECT_EQ(*percent_decode(ada.cookies.at(kToken)),
              token_of(ada_) + "." + to_base64(hmac_sha256(kNew, token_of(ada_))));
    EXPECT_FALSE(ada.get("/auth/get-session").has("Set-Cookie")) << "once is enough";
    EXPECT_NE(ada.get("/projects/" + make_book(ada) + "/images").status, 401);

    const Person brief = at(server, brief_);
    const Reply kept = brief.get("/auth/list-sessions");
    EXPECT_EQ(kept.status, 200);
    EXPECT_EQ(set_cookie(kept, kToken).find("Max-Age"), std::string::npos) << "still ends with the browser";
    EXPECT_NE(set_cookie(kept, kDontRemember), "");
    EXPECT_FALSE(brief.get("/auth/list-sessions").has("Set-Cookie"));
}

// KEY-23
TEST_F(ChangedSecret, EndsWhatWasSignedBeforeAtTheMoment) {
    const Time until = now() + seconds(10);
    const TestServer server(settings_until(until));
    const Person moved = at(server, ada_), ada = at(server, ada_);
    EXPECT_EQ(moved.get("/auth/get-session").status, 200);
    ASSERT_TRUE(comes_true([&] { return ada.get("/projects").status == 401; }, Milliseconds(30'000)));
    EXPECT_GE(now(), until);
    EXPECT_EQ(ada.get("/auth/get-session").body, "null");
    EXPECT_EQ(server.nobody().get(src_).status, 403);
    EXPECT_EQ(moved.get("/projects").status, 200) << "was signed anew in time";
}

// KEY-23
TEST_F(ChangedSecret, WithoutTheFormerOneEndsAllAtOnce) {
    const TestServer server(settings_after());
    EXPECT_EQ(at(server, ada_).get("/projects").status, 401);
    EXPECT_EQ(server.nobody().get(src_).status, 403);
}

// KEY-23, OIDC-9
TEST(ChangedSecretAtAProvider, ASignInThatBeganBeforeEndsWell) {
    TestServer::Settings settings = provider().settings("OIDC_WORK");
    settings["BETTER_AUTH_SECRET"] = kOld;
    settings["BETTER_AUTH_URL"] =
        "http://localhost:4000/auth";  // both servers have the address that the provider knows
    TestServer first(settings);
    tell_person(new_subject(), new_email());
    const Person before = first.nobody();
    const std::string path = provider().visit(begin(before));
    first.stop(SIGTERM);
    settings["BETTER_AUTH_SECRET"] = kNew;
    settings["BETTER_AUTH_SECRET_PREVIOUS"] = kOld;
    settings["BETTER_AUTH_SECRET_PREVIOUS_UNTIL"] = to_iso(now() + days(1));
    settings["DATABASE_URL"] = first.setting("DATABASE_URL");
    settings["PICTBOOK_DATA"] = first.folder() / "data";
    const TestServer second(settings);
    Person after(second.port());
    after.cookies = before.cookies;
    EXPECT_EQ(error_of(after.get(path)), "");
    EXPECT_TRUE(is_signed_in(after));
}

std::string said_by_doctor(Time until) {
    const TemporaryFolder folder;
    const Told told = run_program(folder.path(), {"doctor"},
                                  {{"BETTER_AUTH_SECRET_PREVIOUS", "hidden-one,hidden-two"},
                                   {"BETTER_AUTH_SECRET_PREVIOUS_UNTIL", to_iso(until)}});
    EXPECT_EQ(told.status, 0) << told.output;
    EXPECT_THAT(told.output + told.errors, testing::Not(HasSubstr("hidden")));
    return told.output;
}

// KEY-26
TEST(Doctor, SaysHowLongFormerSecretsAreTaken) {
    const Time later = now() + days(3) - seconds(60), before = now() - days(1);
    EXPECT_THAT(said_by_doctor(later),
                HasSubstr("ok     secret: 2 former ones are taken until " + to_iso(later) + ", for 3 days at most\n"));
    EXPECT_THAT(said_by_doctor(now() + seconds(600)), HasSubstr(", for a day at most\n"));
    EXPECT_THAT(said_by_doctor(before),
                HasSubstr("ok     secret: the time of BETTER_AUTH_SECRET_PREVIOUS was over at " + to_iso(before) +
                          ": take it and its end out\n"));
    const TemporaryFolder folder;
    EXPECT_THAT(run_program(folder.path(), {"doctor"}).output, testing::Not(HasSubstr(" secret: ")));
}

// KEY-25
TEST(FormerSecrets, ThatCanNotBeReadStopTheStart) {
    const TemporaryFolder folder;
    const Told told = run_program(folder.path(), {"serve"}, {{"BETTER_AUTH_SECRET_PREVIOUS", "hidden"}});
    EXPECT_EQ(told.status, 1);
    EXPECT_EQ(told.errors,
              "pictbook: BETTER_AUTH_SECRET_PREVIOUS_UNTIL must be set when BETTER_AUTH_SECRET_PREVIOUS is\n");
}

}  // namespace
}  // namespace pictbook::test
