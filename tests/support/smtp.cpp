#include "support/smtp.hpp"

#include <gtest/gtest.h>
#include <poll.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <boost/json.hpp>
#include <stdexcept>

#include "support/comes_true.hpp"
#include "support/ports.hpp"

namespace pictbook::test {

namespace {

constexpr int kMostSmtpStartMilliseconds = 60'000;

ArrivedMail read_mail(const std::filesystem::path& file) {
    const boost::json::value told = boost::json::parse(read_file(file));
    const auto text = [&](const char* name) {
        const boost::json::value& value = told.at(name);
        return value.is_string() ? std::string(value.as_string()) : std::string();
    };
    ArrivedMail out;
    out.from = text("from");
    out.to = told.at("to").at(0).as_string();
    out.plain = text("plain");
    out.html = text("html");
    out.raw = text("raw");
    out.user = text("user");
    out.greeting = text("greeting");
    out.tls = told.at("tls").as_bool();
    for (const boost::json::value& each : told.at("headers").as_array())
        out.headers.emplace_back(each.at(0).as_string(), each.at(1).as_string());
    return out;
}

std::string html_escaped(std::string text) {
    for (std::size_t at = 0; (at = text.find('&', at)) != text.npos; ++at) text.replace(at, 1, "&amp;");
    return text;
}

}  // namespace

std::string ArrivedMail::header(const std::string& name) const {
    for (const auto& [each, value] : headers)
        if (each == name) return value;
    return "";
}

std::string ArrivedMail::link() const {
    const std::size_t begin = plain.find("http"), end = plain.find('\n', begin);
    EXPECT_NE(begin, plain.npos) << plain;
    if (begin == plain.npos) return "";
    const std::string url = plain.substr(begin, end - begin);
    EXPECT_NE(html.find("<a href=\"" + html_escaped(url) + "\""), html.npos) << html;
    return url.substr(url.find('/', url.find("://") + 3));
}

SmtpServer::SmtpServer(std::vector<std::string> options) : options_(std::move(options)), port_(free_port()) { start(); }

SmtpServer::~SmtpServer() { kill(); }

void SmtpServer::start() {
    std::vector<std::string> words{std::string(PICTBOOK_SOURCE) + "/tests/support/smtp_server", folder_.path().string(),
                                   std::to_string(port_)};
    words.insert(words.end(), options_.begin(), options_.end());
    std::vector<char*> arguments;
    for (std::string& word : words) arguments.push_back(word.data());
    arguments.push_back(nullptr);
    int ends[2];
    if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0) throw std::runtime_error("no socket pair");
    process_ = ::fork();
    if (process_ == 0) {
        ::dup2(ends[1], STDIN_FILENO);
        ::dup2(ends[1], STDOUT_FILENO);
        ::execv(arguments[0], arguments.data());
        ::_exit(127);
    }
    ::close(ends[1]);
    channel_ = ends[0];
    read_until("ready\n");
}

void SmtpServer::read_until(const std::string& answer) const {
    std::string said;
    while (said != answer) {
        pollfd wait{channel_, POLLIN, 0};
        char buffer[256];
        ssize_t n = 0;
        if (::poll(&wait, 1, kMostSmtpStartMilliseconds) > 0) n = ::recv(channel_, buffer, sizeof buffer, 0);
        if (n <= 0) throw std::runtime_error("the SMTP server does not answer: is python3-aiosmtpd installed?");
        said.append(buffer, static_cast<std::size_t>(n));
    }
}

void SmtpServer::behave(const std::string& command) const {
    const std::string line = command + "\n";
    ::send(channel_, line.data(), line.size(), MSG_NOSIGNAL);
    read_until("done\n");
}

void SmtpServer::kill() {
    if (process_ <= 0) return;
    ::kill(process_, SIGKILL);
    ::waitpid(process_, nullptr, 0);
    ::close(channel_);
    process_ = -1;
}

std::map<std::string, std::string> SmtpServer::settings() const {
    return {{"SMTP_URL", "smtp://127.0.0.1:" + std::to_string(port_)},
            {"MAIL_FROM", "Pictbook <pictbook@example.org>"}};
}

std::size_t SmtpServer::count() const {
    std::size_t number = 0;
    while (std::filesystem::exists(folder_.path() / (std::to_string(number + 1) + ".json"))) ++number;
    return number;
}

std::vector<ArrivedMail> SmtpServer::mails_to(const std::string& recipient) const {
    std::vector<ArrivedMail> out;
    for (std::size_t number = 1; number <= count(); ++number) {
        ArrivedMail mail = read_mail(folder_.path() / (std::to_string(number) + ".json"));
        if (mail.to == recipient) out.push_back(std::move(mail));
    }
    return out;
}

ArrivedMail SmtpServer::wait_for(const std::string& recipient, std::size_t number) const {
    std::vector<ArrivedMail> all;
    const auto has_come = [&] {
        all = mails_to(recipient);
        return all.size() > number;
    };
    const bool came = comes_true(has_come, Milliseconds(30'000));
    EXPECT_TRUE(came) << "no mail " << number << " to " << recipient;
    return came ? all[number] : ArrivedMail();
}

}  // namespace pictbook::test
