#include "cli/doctor.hpp"

#include <sys/resource.h>

#include <array>
#include <boost/asio/io_context.hpp>
#include <boost/url/parse.hpp>
#include <cstdio>
#include <fstream>

#include "account/mail_smtp.hpp"
#include "base/ids.hpp"
#include "base/waiting.hpp"
#include "cli/port.hpp"
#include "cli/scratch.hpp"
#include "cli/secret.hpp"
#include "media/image.hpp"

namespace pictbook::cli {

namespace {

constexpr rlim_t kLeastOpenFiles = 4096;  // a client is one, and a book of guests many
constexpr Seconds kMostClockDifference{5};
constexpr db::Statement kNow("SELECT CAST(CURRENT_TIMESTAMP AS TEXT) AS \"now\"");

/// A check throws what is wrong; what it returns is said beside "ok".
using Check = std::function<std::string()>;

/// Looking at the schema tells why a database can't be used, which a statement, whose answer goes to clients, does not.
std::string check_database(const Openers& openers) {
    const std::unique_ptr<db::Db> db = openers.db();
    const bool is_current = db->missing_steps().empty();
    wait_for(db->run(kNow));
    return db->describe() + (is_current ? "" : ", which the next start brings up to date");
}

/// Writes, reads and removes an object of its own.
std::string check_objects(const Config& config, const Openers& openers) {
    const std::unique_ptr<blob::Blobs> blobs = openers.blobs();
    wait_for(blobs->check());
    const std::string key = "doctor/images/" + make_lower_token(16) + ".txt", text = "pictbook doctor was here";
    const Scratch scratch(config.data);
    const std::filesystem::path file = scratch.path() / "object";
    std::ofstream(file) << text;
    if (!std::filesystem::exists(file))
        throw std::runtime_error("PICTBOOK_DATA: no file can be made in " + config.data.string());
    wait_for(blobs->put(key, file, "text/plain"));
    const std::unique_ptr<blob::Reader> reader = wait_for(blobs->open(key));
    const bool same = reader && wait_for(reader->read(0, text.size())) == text;
    wait_for(blobs->remove(key));
    if (!same) throw std::runtime_error(blobs->describe() + " gives back other bytes than were written");
    return blobs->describe();
}

std::string check_data(const Config& config) {
    check_data_folder(config.data);
    return config.data.string();
}

/// A server that runs already is no fault.
std::string check_address(const Config& config) {
    std::string address = config.host + " port " + std::to_string(config.port);
    try {
        find_port(config.host, config.port);
        return address;
    } catch (const PortInUse&) {
        return address + ", where a server listens already";
    }
}

std::string host_of(const std::string& url) {
    const auto parsed = boost::urls::parse_uri(url);
    return parsed ? std::string(parsed->encoded_host()) : std::string();
}

bool is_within(const std::string& host, const std::string& domain) {
    return host == domain ||
           (host.size() > domain.size() && host.ends_with(domain) && host[host.size() - domain.size() - 1] == '.');
}

/// The browser sends the session cookie only where its Domain reaches (RFC 6265 section 5.1.3).
std::string check_cookie(const Config& config) {
    const std::string server = host_of(config.auth_url);
    if (config.cookie_domain) {
        std::string domain = *config.cookie_domain;
        if (domain.starts_with('.')) domain.erase(0, 1);
        if (!is_within(server, domain))
            throw std::runtime_error("COOKIE_DOMAIN " + domain + " does not cover the server's own host " + server +
                                     ", so browsers refuse the cookie");
    }
    for (const std::string& url : config.frontend_urls)
        if (url.starts_with("https://") != config.auth_url.starts_with("https://"))
            throw std::runtime_error("FRONTEND_URL " + url + " and BETTER_AUTH_URL " + config.auth_url +
                                     " must both be https or both http, else browsers keep the cookie back");
    return "for " + config.cookie_domain.value_or(server);
}

std::string check_clock(const Openers& openers) {
    const std::unique_ptr<db::Db> db = openers.db();
    const db::Rows rows = wait_for(db->run(kNow));
    const std::optional<Time> there = parse_time(rows[0].text("now"));
    if (!there) return "the database tells no time that could be compared";
    const auto difference = std::chrono::duration_cast<Seconds>(std::chrono::abs(*there - now()));
    if (difference > kMostClockDifference)
        throw std::runtime_error("this machine's clock and the database's differ by " +
                                 std::to_string(difference.count()) + " s: set them by NTP");
    return "agrees with the database's";
}

std::string check_mail(const Config& config) {
    account::parse_mail_from(config.mail.from);
    if (config.mail.to_log) return "written to the log";
    const account::SmtpServer server = account::parse_smtp_url(config.mail.smtp_url, config.mail.authority);
    account::Smtp(server, host_of(config.public_url)).check();
    return "handed over at " + server.describe();
}

/// By the smallest PNG: also that the process that decodes can be confined here.
std::string check_images(const Config& config) {
    static constexpr std::array<unsigned char, 67> kPixel{
        0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0x00, 0x00, 0x00, 0x0D, 0x49, 0x48, 0x44, 0x52, 0x00,
        0x00, 0x00, 0x01, 0x00, 0x00, 0x00, 0x01, 0x08, 0x00, 0x00, 0x00, 0x00, 0x3A, 0x7E, 0x9B, 0x55, 0x00,
        0x00, 0x00, 0x0A, 0x49, 0x44, 0x41, 0x54, 0x78, 0x9C, 0x63, 0x60, 0x00, 0x00, 0x00, 0x02, 0x00, 0x01,
        0x48, 0xAF, 0xA4, 0x71, 0x00, 0x00, 0x00, 0x00, 0x49, 0x45, 0x4E, 0x44, 0xAE, 0x42, 0x60, 0x82};
    const Scratch scratch(config.data);
    const std::filesystem::path file = scratch.path() / "pixel";
    std::ofstream(file, std::ios::binary).write(reinterpret_cast<const char*>(kPixel.data()), kPixel.size());
    media::Decoder decoder;
    std::string what = decoder.start();
    const Result<media::ImageInfo> pixel = media::probe(file, decoder);
    if (!pixel) throw std::runtime_error(what + " can't decode: " + pixel.error().detail);
    return what + " in a process of its own";
}

std::string check_open_files() {
    rlimit limit{};
    if (getrlimit(RLIMIT_NOFILE, &limit) != 0) throw std::runtime_error("the limit of open files can't be read");
    if (limit.rlim_max < kLeastOpenFiles)
        throw std::runtime_error("only " + std::to_string(limit.rlim_max) +
                                 " files may be open, and every client is one: allow " +
                                 std::to_string(kLeastOpenFiles) + " or more (ulimit -n, LimitNOFILE)");
    return std::to_string(limit.rlim_max) + " allowed";
}

/// How long what former secrets signed is still taken.
std::string tell_former_secrets(const FormerSecrets& former) {
    const std::string until = to_iso(former.until);
    if (!former.hold(now()))
        return "the time of BETTER_AUTH_SECRET_PREVIOUS was over at " + until + ": take it and its end out";
    const auto days = std::chrono::ceil<std::chrono::days>(former.until - now()).count();
    const std::size_t count = former.secrets.size();
    return (count == 1 ? "a former one is" : std::to_string(count) + " former ones are") + " taken until " + until +
           ", for " + (days == 1 ? "a day" : std::to_string(days) + " days") + " at most";
}

}  // namespace

int examine(const Config& config, const Openers& openers) {
    bool all_well = true;
    const auto is_well = [&](const char* name, const Check& check) {
        try {
            std::printf("ok     %s: %s\n", name, check().c_str());
            return true;
        } catch (const std::exception& failure) {
            std::printf("wrong  %s: %s\n", name, failure.what());
            return all_well = false;
        }
    };
    is_well("data folder", [&] { return check_data(config); });
    if (is_well("database", [&] { return check_database(openers); }))
        is_well("clock", [&] { return check_clock(openers); });
    is_well("objects", [&] { return check_objects(config, openers); });
    is_well("images", [&] { return check_images(config); });
    if (openers.redis) is_well("redis", openers.redis);
    if (config.mail.is_on()) is_well("mails", [&] { return check_mail(config); });
    if (config.telemetry.traces) is_well("traces", [&] { return "told to " + config.telemetry.traces->url; });
    if (config.telemetry.sentry) is_well("errors", [&] { return "told to " + config.telemetry.sentry->url; });
    is_well("cookie", [&] { return check_cookie(config); });
    if (!config.former_secrets.secrets.empty())
        is_well("secret", [&] { return tell_former_secrets(config.former_secrets); });
    is_well("address", [&] { return check_address(config); });
    is_well("open files", check_open_files);
    return all_well ? 0 : 1;
}

}  // namespace pictbook::cli
