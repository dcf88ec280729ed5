// Every setting, read once at the start from the environment; a .env file in the working directory is read first.
// Names keep the meaning they have in the original. README.md lists them.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "base/config_providers.hpp"
#include "base/config_telemetry.hpp"
#include "base/cron.hpp"
#include "base/former_secrets.hpp"
#include "base/limits.hpp"
#include "base/log.hpp"

namespace pictbook {

/// How clients get a photo's bytes: through this server, by a redirect to the bucket, or from the bucket's own address.
enum class ImageDelivery { stream, redirect, bucket };

struct S3Settings {
    std::string endpoint;  // no trailing slash
    std::string region;
    std::string bucket;
    std::string access_key_id, secret_access_key;
    bool path_style;
};

/// Bounds of the canvas.
struct SocketSettings {
    std::size_t most_message;  // bytes of one message
    std::size_t outbox;        // bytes that wait for one socket
    std::size_t most_queued;   // bytes that wait for all sockets of the process
    std::size_t most_in_book;  // sockets
    bool io_uring;             // for sends to many, where the kernel lets us
    Seconds idle;              // a peer that is silent for so long, though asked, is gone
    Seconds agreement;         // between two proofs of a book's state
};

/// How long the history of books is kept.
struct JournalSettings {
    std::chrono::days days;
    std::int64_t entries;  // of each book
};

/// How mails leave.
struct MailSettings {
    std::string smtp_url;   // smtp:// or smtps://; empty: no mail is sent
    std::string authority;  // file of the certificates that are trusted; empty: the system's
    std::string from;       // `Name <address>` or an address
    bool to_log = false;    // for development: a mail's text is logged instead of sent
    bool is_on() const { return to_log || !smtp_url.empty(); }
};

/// Backups that the server makes by itself, and what any backup holds of the settings.
struct BackupSettings {
    std::optional<Cron> schedule;  // nothing: none are made
    std::filesystem::path folder;  // where they are kept; empty: in the bucket
    std::string prefix;            // of their keys there, without the slash at its end
    std::size_t keep = 7;          // how many
    std::string kept_settings;     // without secrets, as lines of a .env file
};

struct Config {
    std::string host;
    std::uint16_t port;
    std::size_t workers;
    std::filesystem::path data;
    std::string database_url;      // postgresql://…; empty: SQLite in `data`
    std::string redis_url;         // empty: this process serves alone
    std::string redis_authority;   // file of the certificates that are trusted with rediss://; empty: the system's
    std::optional<S3Settings> s3;  // nothing: photos are files in `data`
    ImageDelivery image_delivery;
    std::vector<std::string> frontend_urls;  // origins
    std::string public_url;                  // no trailing slash
    std::optional<std::string> cookie_domain;
    std::string default_visibility;  // MEMBERS, LINK or PUBLIC
    std::vector<std::string> trusted_proxies;
    bool rate_limit;
    Allowances limits;        // while rate_limit
    std::string auth_secret;  // empty: made once and kept in `data`
    FormerSecrets former_secrets;
    std::string auth_url;       // base of /auth, no trailing slash
    std::string passkey_rp_id;  // the domain that passkeys are for
    std::string environment;    // part of the cookie's name
    std::vector<ProviderSettings> providers;
    std::size_t most_connections;  // of the process, HTTP and canvas
    SocketSettings sockets;
    JournalSettings journal;
    MailSettings mail;
    TelemetrySettings telemetry;
    BackupSettings backup;
    std::string metrics_token;  // of GET /metrics; empty: there is no such route
    log::Level log_level;
    log::Format log_format;
};

/// A setting that can't be taken; one sentence that names it.
class BadConfig : public std::runtime_error {
    using std::runtime_error::runtime_error;
};

Config read_config(const Environment& environment);

}  // namespace pictbook
