#include "api/auth_mail.hpp"

#include <atomic>
#include <boost/asio/co_spawn.hpp>

#include "account/targets.hpp"
#include "base/bytes.hpp"
#include "base/log.hpp"
#include "schema/json.hpp"
#include "store/verifications.hpp"

namespace pictbook::api {

using boost::asio::awaitable;

namespace {

constexpr std::size_t kTokenLength = 43;  // of 62 characters: 256 bits
constexpr int kMostBehind = 64;           // pieces of work behind answers, of the process

std::atomic<int> running_behind = 0;

std::string identifier_of(Purpose purpose, std::string_view token) {
    const char* name = purpose == Purpose::verify_email     ? "verify-email:"
                       : purpose == Purpose::reset_password ? "reset-password:"
                                                            : "delete-user:";
    return name + to_hex(sha256(token));
}

std::optional<Proof> read_proof(const std::optional<std::string>& value) {
    const auto json = value ? schema::parse_json(*value) : std::nullopt;
    if (!json) return std::nullopt;
    return schema::decode<Proof>(*json, "proof").value();
}

}  // namespace

awaitable<std::string> keep_proof(db::Sql& sql, Purpose purpose, Proof proof, Time now) {
    std::string token = make_token(kTokenLength);
    const std::string identifier = identifier_of(purpose, token), value = schema::to_json(proof);
    co_await store::create_verification(sql, identifier, value, now + kProofLife, now);
    co_return token;
}

awaitable<std::optional<Proof>> find_proof(db::Sql& sql, Purpose purpose, std::string token) {
    const std::string identifier = identifier_of(purpose, token);
    const std::optional<std::string> value = co_await store::find_verification(sql, identifier, now());
    co_return read_proof(value);
}

awaitable<std::optional<Proof>> take_proof(db::Sql& sql, Purpose purpose, std::string token) {
    const std::string identifier = identifier_of(purpose, token);
    const std::optional<std::string> value = co_await store::take_verification(sql, identifier, now());
    co_return read_proof(value);
}

std::string link_to(const Parts& parts, std::string_view path, std::string_view token, std::string_view target) {
    const std::string url = account::add_query(parts.config.auth_url + std::string(path), "token", token);
    return account::add_query(url, "callbackURL", target);
}

std::string target_or_front_end(const Parts& parts, const std::optional<Target>& target) {
    if (target && !target->value.empty()) return target->value;
    const auto& front_ends = parts.config.frontend_urls;
    return (front_ends.empty() ? parts.config.public_url : front_ends.front()) + "/";
}

awaitable<void> queue_verification(const Parts& parts, db::Sql& sql, model::User user, std::optional<Target> target) {
    if (!parts.mailer.is_on()) co_return;
    const Time time = now();
    Proof proof;
    proof.userId = user.id;
    proof.email = user.email;
    const std::string token = co_await keep_proof(sql, Purpose::verify_email, std::move(proof), time);
    account::Letters::Link link;
    link.url = link_to(parts, "/verify-email", token, target_or_front_end(parts, target));
    link.ends = time + kProofLife;
    NewMail mail;
    mail.recipient = user.email.value;
    mail.text = parts.mailer.letters().confirm_address({user.name.value}, link);
    mail.expires = link.ends;
    co_await parts.mailer.queue(sql, std::move(mail));
}

awaitable<void> queue_password_notice(const Parts& parts, db::Sql& sql, model::User user) {
    if (!parts.mailer.is_on()) co_return;
    NewMail mail;
    mail.recipient = user.email.value;
    mail.text = parts.mailer.letters().password_changed({user.name.value});
    mail.is_notice = true;
    co_await parts.mailer.queue(sql, std::move(mail));
}

void go_on_behind(const Parts& parts, const boost::asio::any_io_executor& executor, awaitable<void> work) {
    if (running_behind.fetch_add(1) >= kMostBehind) {
        --running_behind;
        throw Unavailable("Too many mails are being written");
    }
    boost::asio::co_spawn(executor, std::move(work), [mailer = &parts.mailer](std::exception_ptr failure) {
        mailer->wake();
        try {
            if (failure) std::rethrow_exception(failure);
        } catch (const std::exception& error) {
            log::warning("a mail could not be written", {{"reason", error.what()}});
        }
        --running_behind;  // last: at 0 a stop takes away what the work used
    });
}

int work_behind() { return running_behind; }

}  // namespace pictbook::api
