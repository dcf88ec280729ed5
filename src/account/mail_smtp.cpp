#include "account/mail_smtp.hpp"

#include <algorithm>
#include <array>
#include <cstring>
#include <stdexcept>

#include "base/bytes.hpp"
#include "base/curl.hpp"

namespace pictbook::account {

namespace {

/// What is left of the message.
std::size_t on_read(char* to, std::size_t size, std::size_t count, void* rest) {
    std::string_view& left = *static_cast<std::string_view*>(rest);
    const std::size_t taken = std::min(size * count, left.size());
    std::memcpy(to, left.data(), taken);
    left.remove_prefix(taken);
    return taken;
}

int on_progress(void* stopping, curl_off_t, curl_off_t, curl_off_t, curl_off_t) {
    return *static_cast<const std::atomic<bool>*>(stopping) ? 1 : 0;
}

/// Answers that speak of us, not of the mail: TLS or a sign-in is wanted, or what we sign in with is wrong (RFC 3207, 4954).
bool is_about_us(long code) { return code == 530 || code == 534 || code == 535 || code == 538; }

/// How an exchange ended, and the server's last answer.
struct Ending {
    CURLcode result;
    long code;
    std::string reason;
};

Ending perform(CURL* easy) {
    std::array<char, CURL_ERROR_SIZE> said{};
    curl_easy_setopt(easy, CURLOPT_ERRORBUFFER, said.data());
    Ending out{curl_easy_perform(easy), 0, {}};
    curl_easy_setopt(easy, CURLOPT_ERRORBUFFER, nullptr);
    curl_easy_getinfo(easy, CURLINFO_RESPONSE_CODE, &out.code);
    out.reason = said[0] ? said.data() : curl_easy_strerror(out.result);
    out.reason += " (" + std::to_string(out.code) + ")";
    return out;
}

Delivery delivery_of(Ending ending, bool text_was_sent) {
    if (ending.result == CURLE_OK) return {Delivery::End::sent};
    // What libcurl says when the sender, a recipient or the beginning of the text was refused; and when the text was. Before it
    // the latter means that the server's greeting was none.
    const bool answered =
        ending.result == CURLE_SEND_ERROR || (ending.result == CURLE_WEIRD_SERVER_REPLY && text_was_sent);
    const long code = answered && !is_about_us(ending.code) ? ending.code : 0;
    if (code >= 500 && code < 600) return {Delivery::End::refused, std::move(ending.reason)};
    // 421: the whole server says goodbye (RFC 5321 section 3.8).
    if (code >= 400 && code < 500 && code != 421) return {Delivery::End::deferred, std::move(ending.reason)};
    return {Delivery::End::away, std::move(ending.reason)};
}

std::string url_of(const SmtpServer& server, const std::string& greeting) {
    const std::string scheme = server.tls == SmtpServer::Tls::whole ? "smtps://" : "smtp://";
    return scheme + server.describe() + "/" + percent_encode(greeting);
}

}  // namespace

Smtp::Smtp(SmtpServer server, std::string greeting, Deadlines deadlines)
    : server_(std::move(server)), url_(url_of(server_, greeting)), deadlines_(deadlines) {}

void Smtp::set_up(CURL* easy) const {
    curl_easy_setopt(easy, CURLOPT_URL, url_.c_str());
    curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "smtp,smtps");
    curl_easy_setopt(easy, CURLOPT_PROXY, "");
    curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(easy, CURLOPT_QUICK_EXIT, 1L);  // a name server that is silent holds up no deadline
    curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(deadlines_.connect.count()));
    curl_easy_setopt(easy, CURLOPT_TIMEOUT_MS, static_cast<long>(deadlines_.whole.count()));
    const bool needs_tls = server_.tls != SmtpServer::Tls::off;
    curl_easy_setopt(easy, CURLOPT_USE_SSL, static_cast<long>(needs_tls ? CURLUSESSL_ALL : CURLUSESSL_NONE));
    curl_easy_setopt(easy, CURLOPT_SSL_VERIFYPEER, 1L);
    curl_easy_setopt(easy, CURLOPT_SSL_VERIFYHOST, 2L);
    curl_easy_setopt(easy, CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
    if (!server_.authority.empty()) curl_easy_setopt(easy, CURLOPT_CAINFO, server_.authority.c_str());
    if (!server_.user.empty()) {
        curl_easy_setopt(easy, CURLOPT_USERNAME, server_.user.c_str());
        curl_easy_setopt(easy, CURLOPT_PASSWORD, server_.password.c_str());
    }
    curl_easy_setopt(easy, CURLOPT_NOPROGRESS, 0L);
    curl_easy_setopt(easy, CURLOPT_XFERINFOFUNCTION, on_progress);
    curl_easy_setopt(easy, CURLOPT_XFERINFODATA, &stopping_);
}

Delivery Smtp::send(const std::string& from, const std::string& to, const std::string& message) const {
    const CurlHandle owned = make_curl_handle();
    CurlLines recipients;
    recipients.add("<" + to + ">");
    CURL* const easy = owned.get();
    set_up(easy);
    std::string_view rest = message;
    curl_easy_setopt(easy, CURLOPT_MAIL_FROM, ("<" + from + ">").c_str());
    curl_easy_setopt(easy, CURLOPT_MAIL_RCPT, recipients.get());
    curl_easy_setopt(easy, CURLOPT_UPLOAD, 1L);
    curl_easy_setopt(easy, CURLOPT_READFUNCTION, on_read);
    curl_easy_setopt(easy, CURLOPT_READDATA, &rest);
    Ending ending = perform(easy);
    return delivery_of(std::move(ending), rest.empty());
}

void Smtp::check() const {
    const CurlHandle easy = make_curl_handle();
    set_up(easy.get());
    curl_easy_setopt(easy.get(), CURLOPT_CONNECT_ONLY, 1L);
    const Ending ending = perform(easy.get());
    if (ending.result != CURLE_OK)
        throw std::runtime_error("SMTP_URL: no mails can be handed over at " + server_.describe() + ": " +
                                 ending.reason);
}

}  // namespace pictbook::account
