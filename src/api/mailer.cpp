#include "api/mailer.hpp"

#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/url/parse.hpp>
#include <memory>

#include "account/addresses.hpp"
#include "base/bytes.hpp"
#include "base/ids.hpp"
#include "base/log.hpp"
#include "schema/decode.hpp"
#include "schema/encode.hpp"
#include "schema/json.hpp"

namespace pictbook::api {

namespace asio = boost::asio;
using account::Delivery;
using asio::awaitable;

namespace {

constexpr Seconds kLookEvery{10};
/// Longer than a mail can be on its way, so that no other node takes it meanwhile; after a crash it is tried again then.
constexpr Seconds kTaken{60};

/// What is sealed.
struct Bodies {
    std::string plain;
    std::string html;
};
BOOST_DESCRIBE_STRUCT(Bodies, (), (plain, html))

std::string host_of(const std::string& url) {
    const auto parsed = boost::urls::parse_uri(url);
    return parsed ? std::string(parsed->encoded_host()) : "localhost";
}

double random_chance() { return static_cast<unsigned char>(random_bytes(1).front()) / 255.0; }

awaitable<void> put_off(db::Db& db, const store::Mail& mail) {
    co_await store::put_off_mail(db, mail.id, now() + store::mail_delay(mail.attempts + 1, random_chance()));
}

Pool::Limits one_thread() { return {.threads = 1, .queue = 4, .longest_wait = kTaken}; }

/// Woken when there is something to send; shared, for whoever wakes it may come after its end.
struct Alarm {
    explicit Alarm(const asio::any_io_executor& executor) : timer(executor) {}
    asio::steady_timer timer;
    bool rung = false;
};

}  // namespace

Mailer::Mailer(const Config& config)
    : on_(config.mail.is_on()),
      to_log_(config.mail.to_log),
      from_(account::parse_mail_from(config.mail.from)),
      letters_(config.public_url),
      seal_(config.auth_secret),
      former_secrets_(config.former_secrets),
      tally_key_(hmac_sha256(config.auth_secret, "pictbook mail tally")),
      pool_("the mail sender", one_thread()) {
    if (!config.mail.smtp_url.empty())
        smtp_.emplace(account::parse_smtp_url(config.mail.smtp_url, config.mail.authority), host_of(config.public_url));
}

Mailer::~Mailer() {
    if (smtp_) smtp_->stop();
}

awaitable<bool> Mailer::is_within_bounds(db::Sql& sql, const NewMail& mail, Time now) const {
    const std::int64_t waiting = co_await store::count_mails(sql);
    if (waiting >= kMostQueued) co_return false;
    // Hashed: what was sent to whom is not kept.
    const std::string sort = mail.is_notice ? "notice to " : "to ";
    const std::string recipient = to_hex(hmac_sha256(tally_key_, sort + mail.recipient));
    const std::int64_t received = co_await store::count_in_hour(sql, recipient, now);
    if (received > kMostInHour) co_return false;
    if (mail.asker.empty()) co_return true;
    const std::string asker = to_hex(hmac_sha256(tally_key_, "by " + mail.asker));
    const std::int64_t asked = co_await store::count_in_hour(sql, asker, now);
    co_return asked <= kMostOfAskerInHour;
}

awaitable<bool> Mailer::queue(db::Sql& sql, NewMail mail) const {
    const Time time = now();
    const bool can_be_sent = account::is_email(mail.recipient);
    bool fits = can_be_sent;
    if (fits) fits = co_await is_within_bounds(sql, mail, time);
    if (!fits) {
        ++counts_.not_written;
        log::warning("a mail is not written", {{"reason", can_be_sent ? "too many" : "no address to send to"}});
        co_return false;
    }
    store::Mail row;
    row.id = make_token();
    row.recipient = std::move(mail.recipient);
    row.subject = std::move(mail.text.subject);
    const Bodies bodies{std::move(mail.text.plain), std::move(mail.text.html)};
    row.bodies = seal_.seal(schema::to_json(bodies), row.id);
    row.createdAt = row.dueAt = time;
    row.expiresAt = std::min<Time>(mail.expires, time + kLongestWait);
    co_await store::add_mail(sql, std::move(row));
    co_return true;
}

void Mailer::wake() const {
    const std::lock_guard lock(mutex_);
    if (look_) look_();
}

awaitable<Delivery> Mailer::hand_over(const store::Mail& mail, account::MailText text) {
    if (to_log_) {
        log::info("a mail", {{"to", mail.recipient}, {"subject", mail.subject}, {"text", text.plain}});
        co_return Delivery{Delivery::End::sent};
    }
    account::MailMessage message;
    message.id = mail.id;
    message.from = from_;
    message.to = mail.recipient;
    message.text = std::move(text);
    message.date = mail.createdAt;
    const std::string written = account::write_message(message);
    auto send = [&](std::size_t) { return smtp_->send(from_.address, mail.recipient, written); };
    co_return co_await pool_.run(send);
}

std::optional<std::string> Mailer::open_sealed(const store::Mail& mail) const {
    std::optional<std::string> opened = seal_.open(mail.bodies, mail.id);
    if (opened || !former_secrets_.hold(now())) return opened;
    for (const std::string& secret : former_secrets_.secrets) {
        opened = account::MailSeal(secret).open(mail.bodies, mail.id);
        if (opened) break;
    }
    return opened;
}

awaitable<bool> Mailer::send_one(db::Db& db, store::Mail mail) {
    const bool ours = co_await store::take_mail(db, mail, now() + kTaken);
    if (!ours) co_return true;
    const std::optional<std::string> opened = open_sealed(mail);
    const auto json = opened ? schema::parse_json(*opened) : std::nullopt;
    if (!json) {
        // A node that has that secret may still send it.
        log::warning("a mail was written with another BETTER_AUTH_SECRET and can't be sent here", {{"id", mail.id}});
        co_await put_off(db, mail);
        co_return true;
    }
    const Bodies bodies = schema::decode<Bodies>(*json, "mail").value();
    const account::MailText text{mail.subject, bodies.plain, bodies.html};
    const Delivery delivery = co_await hand_over(mail, text);
    const bool is_over = delivery.end == Delivery::End::sent || delivery.end == Delivery::End::refused;
    ++(delivery.end == Delivery::End::sent ? counts_.sent : is_over ? counts_.refused : counts_.put_off);
    if (delivery.end != Delivery::End::sent)
        log::warning(is_over ? "a mail was refused" : "a mail could not be sent yet",
                     {{"id", mail.id}, {"attempts", mail.attempts + 1}, {"reason", delivery.reason}});
    if (is_over)
        co_await store::drop_mail(db, mail.id);
    else
        co_await put_off(db, mail);
    co_return delivery.end != Delivery::End::away;
}

awaitable<bool> Mailer::send_due(db::Db& db) {
    const std::uint64_t expired = co_await store::drop_expired_mails(db, now());
    counts_.expired += expired;
    if (expired > 0) log::warning("mails could not be sent in time", {{"count", static_cast<std::int64_t>(expired)}});
    for (;;) {
        const std::vector<store::Mail> due = co_await store::list_due_mails(db, now());
        if (due.empty()) co_return true;
        for (const store::Mail& mail : due) {
            const bool goes_on = co_await send_one(db, mail);
            if (!goes_on) co_return false;
        }
    }
}

awaitable<void> Mailer::deliver(db::Db& db) {
    if (!on_) co_return;
    const asio::any_io_executor executor = co_await asio::this_coro::executor;
    const auto alarm = std::make_shared<Alarm>(executor);
    {
        const std::lock_guard lock(mutex_);
        look_ = [executor, alarm] {
            asio::post(executor, [alarm] {
                alarm->rung = true;
                alarm->timer.cancel();
            });
        };
    }
    for (;;) {
        alarm->rung = false;
        bool is_away = false;
        try {
            const bool is_there = co_await send_due(db);
            is_away = !is_there;
            counts_.waiting = co_await store::count_mails(db);
        } catch (const std::exception& error) {
            log::warning("mails can't be sent for now", {{"reason", error.what()}});
        }
        if (alarm->rung && !is_away) continue;
        const auto next_look = Monotonic::now() + kLookEvery;
        do {
            boost::system::error_code woken;
            alarm->timer.expires_after(next_look - Monotonic::now());
            co_await alarm->timer.async_wait(asio::redirect_error(asio::use_awaitable, woken));
        } while (is_away && Monotonic::now() < next_look);
    }
}

}  // namespace pictbook::api
