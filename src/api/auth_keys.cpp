// The keys of one's programs: KEY-1 to KEY-7, KEY-27. Only a session manages them, so that a key can't make another one.
#include "account/api_keys.hpp"
#include "api/auth.hpp"
#include "api/auth_words.hpp"
#include "base/ids.hpp"
#include "store/api_keys.hpp"

namespace pictbook::api {

using boost::asio::awaitable;

namespace {

struct Lifetime : schema::Integer {
    using Integer::Integer;
    static constexpr schema::IntegerRule rule{
        .min = 1, .max = account::kLongestKeyLife.count(), .example = 2'592'000, .about = "Seconds from now on"};
};

struct NewKey {
    model::KeyName name;
    model::KeyScope scope = model::KeyScope::read;
    std::optional<Lifetime> expiresIn;
};
BOOST_DESCRIBE_STRUCT(NewKey, (), (name, scope, expiresIn))

struct MadeKey : model::ApiKey {
    std::string key;
};
BOOST_DESCRIBE_STRUCT(MadeKey, (model::ApiKey), (key))

awaitable<Result<MadeKey>> create_key(const Parts& parts, const Limited<Pace::usual>&, const Self& self,
                                      const Input<NewKey>& input) {
    const Result<void> fresh = check_fresh(self);
    if (!fresh) co_return fresh.error();
    MadeKey made;
    made.key = account::make_api_key();
    made.id = make_token();
    made.name = input->name;
    made.start = made.key.substr(0, account::kApiKeyStart);
    made.scope = input->scope;
    made.createdAt = now();
    if (input->expiresIn) made.expiresAt = made.createdAt + Seconds(input->expiresIn->value);
    auto insert = [&](db::Sql& sql) -> awaitable<Result<void>> {
        const std::string hash = account::hash_of_api_key(made.key);
        switch (co_await store::create_api_key(sql, made, self.user().id.value, hash)) {
            case store::KeyCreation::too_many:
                co_return auth_error(Fault::bad_request, "Too many keys");
            case store::KeyCreation::no_such_user:  // deleted meanwhile
                co_return not_signed_in();
            case store::KeyCreation::done:
                break;
        }
        const bool still = co_await store::hold_session(sql, self.session().id.value, made.createdAt);
        if (!still) co_return not_signed_in();
        co_return Result<void>();
    };
    const Result<void> inserted = co_await parts.db.transaction(insert);
    if (!inserted) co_return inserted.error();
    co_return made;
}

awaitable<Result<std::vector<model::ApiKey>>> list_keys(const Parts& parts, const Limited<Pace::usual>&,
                                                        const Self& self) {
    co_return co_await store::list_api_keys(parts.db, self.user().id.value);
}

struct OneKey {
    model::Id keyId;
};
BOOST_DESCRIBE_STRUCT(OneKey, (), (keyId))

awaitable<Result<Success>> remove_key(const Parts& parts, const Limited<Pace::usual>&, const Self& self,
                                      const Input<OneKey>& input) {
    const bool removed = co_await store::delete_api_key(parts.db, input->keyId.value, self.user().id.value);
    if (!removed) co_return auth_error(Fault::not_found, "Key not found");
    parts.control.key_ended(input->keyId.value);
    co_return Success();
}

}  // namespace

Table auth_key_routes() {
    return {
        http::post<"/auth/api-key/create">(create_key, {"Make a key for a program; it is told this once",
                                                        "API keys",
                                                        {{Fault::bad_request, "Name too short"},
                                                         {Fault::bad_request, "Name too long"},
                                                         {Fault::bad_request, "Too many keys"},
                                                         {Fault::forbidden, kNotFresh}}}),
        http::get<"/auth/api-key/list">(list_keys, {"Your keys, newest first, by their first characters", "API keys"}),
        http::post<"/auth/api-key/delete">(
            remove_key, {"Take a key back; its canvas sockets end", "API keys", {{Fault::not_found, "Key not found"}}}),
    };
}

}  // namespace pictbook::api
