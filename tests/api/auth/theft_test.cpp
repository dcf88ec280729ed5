// Who has the database and not the secret gets in nowhere.
#include <gmock/gmock.h>

#include <fstream>
#include <sstream>

#include "base/bytes.hpp"
#include "calls.hpp"
#include "support/cast.hpp"
#include "support/keys.hpp"
#include "support/websocket_client.hpp"

namespace pictbook::test {
namespace {

std::string sign(const std::string& token, const std::string& secret) {
    return token + "." + to_base64(hmac_sha256(secret, token));
}

/// Everything that could be made of a token, read from its row, without the secret.
std::vector<std::string> forgeries_of(const std::string& token, const std::string& id, const Person& thief) {
    const std::string own = *percent_decode(thief.cookies.at(kToken)), signature = own.substr(own.find('.'));
    std::string zeros(32, '\0');
    return {token,
            token + ".",
            "." + token,
            token + "." + token,
            token + signature,  // of the thief's own token
            own.substr(0, own.find('.')) + "." + token + signature,
            sign(token, ""),
            sign(token, "another secret"),
            sign(token, token),
            sign(token, id),
            sign(id, token),
            token + "." + to_base64(zeros),
            token + "." + to_base64(sha256(token)),
            token + ".null",
            token + ".true",
            token + signature.substr(0, 5),
            own + "." + token,
            "\"" + token + "\"",
            token + "%00" + signature};
}

class Theft : public testing::Test {
protected:
    Theft() {
        rows_ = sql(shared_server(),
                    R"(SELECT "token" || ' ' || "id" FROM "Session" WHERE "userId" = ')" + user_id(victim_) + "'");
    }
    std::string stolen_token() const { return rows_.substr(0, rows_.find(' ')); }
    std::string stolen_id() const { return rows_.substr(rows_.find(' ') + 1); }

    const Person victim_ = shared_server().sign_up("victim"), thief_ = shared_server().sign_up("thief");
    const std::string book_ = make_book(victim_);
    std::string rows_;
};

// KEY-18
TEST_F(Theft, OfTheTokensMakesNoCookie) {
    ASSERT_EQ(stolen_token(), token_of(victim_)) << "the row has what the cookie is made of";
    for (const std::string& forgery : forgeries_of(stolen_token(), stolen_id(), thief_)) {
        for (const std::string& value : {forgery, percent_encode(forgery)}) {
            Person person = shared_server().nobody();
            person.cookies[kToken] = value;
            EXPECT_EQ(person.get("/projects").status, 401) << value;
            EXPECT_EQ(person.get("/projects/" + book_).status, 401) << value;
            person.cookies[kToken] = value;
            EXPECT_EQ(person.get("/auth/get-session").body, "null") << value;
            person.cookies[kToken] = value;
            EXPECT_EQ(person.post("/auth/revoke-sessions").status, 401) << value;
            // Beside the thief's own cookie it gives nothing of the victim's.
            const HeaderList both{{"Cookie", kToken + ("=" + value) + "; " + thief_.cookie_header()}};
            EXPECT_EQ(shared_server().nobody().get("/projects/" + book_, both).status, 404) << value;
        }
    }
    for (const char* name : {"session_token", "__Secure-pctsh-book-local.session_token", "better-auth.session_token"}) {
        const HeaderList cookie{{"Cookie", name + ("=" + victim_.cookies.at(kToken))}};
        EXPECT_EQ(shared_server().nobody().get("/projects", cookie).status, 401) << name;
    }
}

// KEY-18, AUTH-9
TEST_F(Theft, OfTheTokensMakesNoBearerEither) {
    std::vector<std::string> tokens = forgeries_of(stolen_token(), stolen_id(), thief_);
    tokens.push_back(*percent_decode(victim_.cookies.at(kToken)));
    tokens.push_back(victim_.cookies.at(kToken));
    for (const std::string& token : tokens)
        for (const char* scheme : {"Bearer ", "Bearer pb_", "Basic ", "Token ", ""}) {
            const HeaderList headers{{"Authorization", scheme + token}};
            EXPECT_EQ(shared_server().nobody().get("/projects", headers).status, 401) << scheme << token;
            EXPECT_EQ(shared_server().nobody().get("/auth/get-session", headers).body, "null") << scheme << token;
        }
}

// KEY-18
TEST_F(Theft, OfTheTokensOpensNoSocket) {
    const auto closes = [&](const Headers& headers) {
        WebSocketClient socket;
        EXPECT_EQ(socket.connect(shared_server().port(), "/canvas/" + book_, headers).status, 101);
        return socket.expect_close().code;
    };
    for (const std::string& forgery : forgeries_of(stolen_token(), stolen_id(), thief_)) {
        EXPECT_EQ(closes({{"Cookie", kToken + ("=" + percent_encode(forgery))}}), 3000u) << forgery;
        EXPECT_EQ(closes({{"Authorization", "Bearer " + forgery}}), 3000u) << forgery;
    }
}

// KEY-18, IMG-19
TEST_F(Theft, OfTheKeysOfPhotosMakesNoAddress) {
    const Reply made = victim_.upload("/projects/" + book_ + "/images", {{"a.png", kDot}});
    const std::string src = made.at("/0/src"), path = src.substr(src.find("/blob/"));
    const std::string key =
        sql(shared_server(), R"(SELECT "key" FROM "ImageAsset" WHERE "projectId" = ')" + book_ + "'");
    const std::string expiry = path.substr(6, path.find('.') - 6), text = expiry + "/" + key;
    EXPECT_EQ(thief_.get(path).status, 200);
    const std::string own = thief_.upload("/projects/" + make_book(thief_) + "/images", {{"a.png", kDot}}).at("/0/src");
    const std::size_t begin = own.find("/blob/") + 6;
    std::vector<std::string> capabilities{"", expiry, expiry + ".", own.substr(begin, own.find('/', begin) - begin)};
    for (const std::string& secret : {std::string(), std::string("pictbook image capability"), stolen_token()}) {
        capabilities.push_back(expiry + "." + to_base64url(hmac_sha256(secret, text)));
        const std::string derived = hmac_sha256(secret, "pictbook image capability");
        capabilities.push_back(expiry + "." + to_base64url(hmac_sha256(derived, text)));
    }
    for (const std::string& capability : capabilities) {
        const int status = thief_.get("/blob/" + capability + "/" + key).status;
        EXPECT_TRUE(status == 403 || (capability.empty() && status == 404)) << capability << " " << status;
    }
}

// KEY-18, AUTH-36: a person's own page lists tokens to revoke by, and the token is still no cookie.
TEST_F(Theft, DoesNotKeepTokensFromBeingRevokedBy) {
    const Person again = sign_in_again(victim_);
    EXPECT_EQ(victim_.post("/auth/revoke-session", R"({"token":")" + token_of(again) + "\"}").status, 200);
    EXPECT_FALSE(is_signed_in(again));
}

/// All bytes of the database's files.
std::string database_bytes(const std::filesystem::path& data) {
    std::ostringstream out;
    for (const auto& each : std::filesystem::directory_iterator(data))
        if (each.path().filename().string().starts_with("pictbook.db"))
            out << std::ifstream(each.path(), std::ios::binary).rdbuf();
    return out.str();
}

// KEY-19
TEST(EmbeddedTheft, OfTheDatabaseFileFindsNeitherSecretNorKey) {
    const TestServer server;
    const Person ada = server.sign_up();
    const std::string key = make_key(ada, "admin"), bytes = database_bytes(server.folder() / "data");
    std::string secret;
    std::getline(std::ifstream(server.folder() / "data" / "secret") >> std::ws, secret);
    ASSERT_EQ(secret.size(), 64u);
    EXPECT_NE(bytes.find(token_of(ada)), std::string::npos) << "these are the bytes";
    EXPECT_EQ(bytes.find(secret), std::string::npos);
    EXPECT_EQ(bytes.find(key), std::string::npos);
    EXPECT_EQ(bytes.find(key.substr(9)), std::string::npos);
    const std::string signature = percent_decode(ada.cookies.at(kToken))->substr(token_of(ada).size() + 1);
    EXPECT_EQ(bytes.find(signature), std::string::npos);
}

}  // namespace
}  // namespace pictbook::test
