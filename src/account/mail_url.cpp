#include "account/mail_url.hpp"

#include <algorithm>
#include <boost/asio/ip/address.hpp>
#include <boost/url/parse.hpp>

#include "base/bytes.hpp"
#include "base/config.hpp"
#include "base/url_parts.hpp"

namespace pictbook::account {

namespace {

constexpr const char* kForm = "SMTP_URL must be smtp:// or smtps://[user:password@]host[:port][?tls=off|required]";
constexpr std::uint16_t kSubmissionPort = 587, kTlsPort = 465;  // RFC 6409, RFC 8314

/// What can stand in a command to the server.
std::string decode(std::string_view text) {
    const std::optional<std::string> decoded = percent_decode(text);
    const auto is_control = [](char c) { return static_cast<unsigned char>(c) < ' ' || c == 0x7F; };
    if (!decoded || std::any_of(decoded->begin(), decoded->end(), is_control)) throw BadConfig(kForm);
    return *decoded;
}

bool is_this_machine(const std::string& host) {
    boost::system::error_code error;
    const auto address = boost::asio::ip::make_address(host, error);
    return error ? host == "localhost" : address.is_loopback();
}

SmtpServer::Tls starttls_or_not(const SmtpServer& server, std::string_view query) {
    const bool here = is_this_machine(server.host);
    if (query.empty()) return here ? SmtpServer::Tls::off : SmtpServer::Tls::starttls;
    if (query == "tls=required") return SmtpServer::Tls::starttls;
    if (query != "tls=off") throw BadConfig(kForm);
    if (!here && !server.user.empty())
        throw BadConfig("SMTP_URL must not say tls=off: the password would leave this machine in the clear");
    return SmtpServer::Tls::off;
}

bool is_address(std::string_view text) {
    const auto fits = [](char c) {
        return c > ' ' && c < 0x7F && std::string_view("<>()[],;:\\\"").find(c) == std::string_view::npos;
    };
    const std::size_t at = text.find('@');
    return at != text.npos && at > 0 && at + 1 < text.size() && text.find('@', at + 1) == text.npos &&
           std::all_of(text.begin(), text.end(), fits);
}

}  // namespace

std::string SmtpServer::describe() const { return host_and_port(host, port); }

SmtpServer parse_smtp_url(const std::string& url, std::string authority) {
    const auto parsed = boost::urls::parse_uri(url);
    if (!parsed) throw BadConfig(kForm);
    const std::string scheme = to_lower_ascii(parsed->scheme());
    const std::string_view path = parsed->encoded_path();
    const bool fits = (scheme == "smtp" || scheme == "smtps") && !parsed->encoded_host().empty() &&
                      (path.empty() || path == "/") && !parsed->has_fragment() &&
                      parsed->has_userinfo() == parsed->has_password();
    if (!fits) throw BadConfig(kForm);
    SmtpServer out;
    out.host = without_brackets(decode(parsed->encoded_host()));
    out.user = decode(parsed->encoded_user());
    out.password = decode(parsed->encoded_password());
    if (parsed->has_userinfo() && (out.user.empty() || out.password.empty())) throw BadConfig(kForm);
    out.port = scheme == "smtps" ? kTlsPort : kSubmissionPort;
    if (parsed->has_port()) {
        const std::optional<std::uint16_t> port = parse_port(parsed->port());
        if (!port) throw BadConfig(kForm);
        out.port = *port;
    }
    const std::string_view query = parsed->has_query() ? std::string_view(parsed->encoded_query()) : "";
    if (scheme == "smtps" && !query.empty()) throw BadConfig(kForm);
    out.tls = scheme == "smtps" ? SmtpServer::Tls::whole : starttls_or_not(out, query);
    if (out.tls == SmtpServer::Tls::off && !authority.empty())
        throw BadConfig("SMTP_URL must use TLS when SMTP_TLS_CA is set");
    out.authority = std::move(authority);
    return out;
}

Mailbox parse_mail_from(const std::string& text) {
    Mailbox out;
    out.address = text;
    const std::size_t open = text.find('<');
    if (open != text.npos && text.ends_with('>')) {
        out.address = text.substr(open + 1, text.size() - open - 2);
        std::string_view name = trim(std::string_view(text).substr(0, open));
        if (name.size() >= 2 && name.front() == '"' && name.back() == '"') name = name.substr(1, name.size() - 2);
        out.name = name;
    }
    if (!is_address(out.address) || !is_utf8(out.name))
        throw BadConfig("MAIL_FROM must be an address, or a name and an address: Pictbook <pictbook@example.com>");
    return out;
}

}  // namespace pictbook::account
