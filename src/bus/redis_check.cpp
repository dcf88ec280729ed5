#include "bus/redis_check.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ssl/error.hpp>
#include <boost/asio/steady_timer.hpp>

#include "base/result.hpp"
#include "bus/redis_connection.hpp"

namespace pictbook::bus {

namespace asio = boost::asio;
using asio::ip::tcp;

namespace {

/// What became of the attempt; `expired` when its time was over.
struct Attempt {
    std::exception_ptr failure;
    bool expired = false;
};

Attempt try_to_open(const RedisAddress& address, Milliseconds within) {
    Attempt attempt;
    asio::io_context context(1);
    const auto connection = std::make_shared<RedisConnection>(context.get_executor());
    asio::steady_timer timer(context);
    auto open = [&]() -> asio::awaitable<void> {
        tcp::resolver resolver(context);
        const std::string port = std::to_string(address.port);
        const tcp::resolver::results_type found =
            co_await resolver.async_resolve(address.host, port, asio::use_awaitable);
        timer.expires_after(within);
        timer.async_wait([&](const boost::system::error_code& error) {
            if (error) return;
            attempt.expired = true;
            connection->close();
        });
        co_await connection->open(found, address);
    };
    asio::co_spawn(context, open, [&](std::exception_ptr thrown) {
        attempt.failure = thrown;
        timer.cancel();
        connection->close();
    });
    context.run();
    return attempt;
}

std::string reason_of(const boost::system::error_code& error) {
    if (error == asio::error::host_not_found) return "there is no host of this name";
    if (error == asio::error::eof) return "it ends the connection";
    return error.message();
}

/// Only the certificate is a fault of the settings for sure: a server that stops may break a handshake off too.
[[noreturn]] void fail_because_of_tls(const boost::system::error_code& error, const std::string& name) {
    if (ERR_GET_REASON(static_cast<unsigned long>(error.value())) == SSL_R_CERTIFICATE_VERIFY_FAILED)
        throw BadRedis(name + " has a certificate that is not trusted or of another host: see REDIS_TLS_CA");
    throw Unavailable(name + " refuses TLS: " + error.message());
}

[[noreturn]] void fail_because(const RedisRefusal& refusal, const RedisAddress& address, const std::string& name) {
    if (refusal.is_about_login() && address.password.empty())
        throw BadRedis(name + " wants a password, and REDIS_URL has none");
    if (refusal.is_about_login()) throw BadRedis(name + " refuses the user or the password of REDIS_URL");
    if (refusal.code() == "ERR" && !address.password.empty())
        throw BadRedis(name + " has no password, and REDIS_URL has one");
    throw Unavailable(name + " can't be used now: it answers " + refusal.code());
}

}  // namespace

std::string check_redis(const RedisOptions& options) {
    const RedisAddress address = parse_redis_url(options.url, options.authority);
    const std::string name = "Redis at " + address.describe();
    const Attempt attempt = try_to_open(address, options.connect_within);
    if (attempt.expired)
        throw Unavailable(name + (address.tls ? " does not answer, or speaks no TLS" : " does not answer"));
    try {
        if (attempt.failure) std::rethrow_exception(attempt.failure);
    } catch (const RedisRefusal& refusal) {
        fail_because(refusal, address, name);
    } catch (const resp::Malformed&) {
        throw BadRedis("REDIS_URL: what answers at " + address.describe() + " is no Redis");
    } catch (const boost::system::system_error& error) {
        if (error.code().category() == asio::error::get_ssl_category()) fail_because_of_tls(error.code(), name);
        throw Unavailable(name + " can't be reached: " + reason_of(error.code()));
    }
    return name;
}

}  // namespace pictbook::bus
