#include "support/http_client.hpp"

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <stdexcept>

#include "base/bytes.hpp"
#include "schema/json.hpp"

namespace pictbook::test {

std::string Reply::header(std::string_view name) const {
    for (const auto& [key, value] : headers)
        if (equal_ignoring_case(key, name)) return value;
    return "";
}

bool Reply::has(std::string_view name) const { return !all(name).empty(); }

std::vector<std::string> Reply::all(std::string_view name) const {
    std::vector<std::string> out;
    for (const auto& [key, value] : headers)
        if (equal_ignoring_case(key, name)) out.push_back(value);
    return out;
}

boost::json::value Reply::json() const {
    auto value = schema::parse_json(body);
    EXPECT_TRUE(value.has_value()) << "not JSON: " << status << " " << body.substr(0, 300);
    return value.value_or(nullptr);
}

std::string Reply::at(std::string_view pointer) const {
    const boost::json::value whole = json();
    boost::json::error_code error;
    const boost::json::value* found = whole.find_pointer(pointer, error);
    if (!found || error) return "";
    if (const auto* text = found->if_string()) return std::string(*text);
    std::string out;
    schema::write_json(out, *found);
    return out;
}

Wire::Wire(std::uint16_t port) : descriptor_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    const int on = 1;
    ::setsockopt(descriptor_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    if (::connect(descriptor_, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0) {
        ::close(descriptor_);
        throw std::runtime_error("can't connect to the server under test");
    }
}

Wire::~Wire() { ::close(descriptor_); }

void Wire::shut_sending() { ::shutdown(descriptor_, SHUT_WR); }

bool Wire::send(std::string_view bytes) {
    while (!bytes.empty()) {
        const ssize_t n = ::send(descriptor_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
        if (n < 0 && errno == EINTR) continue;
        if (n <= 0) return false;
        bytes.remove_prefix(static_cast<std::size_t>(n));
    }
    return true;
}

bool Wire::fill(std::chrono::milliseconds timeout) {
    pollfd wait{descriptor_, POLLIN, 0};
    if (::poll(&wait, 1, static_cast<int>(timeout.count())) <= 0) return false;
    char buffer[65536];
    const ssize_t n = ::recv(descriptor_, buffer, sizeof buffer, 0);
    if (n <= 0) return false;
    pending_.append(buffer, static_cast<std::size_t>(n));
    return true;
}

bool Wire::ends_within(std::chrono::milliseconds timeout) {
    const auto end = std::chrono::steady_clock::now() + timeout;
    for (;;) {
        const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(end - std::chrono::steady_clock::now());
        pollfd wait{descriptor_, POLLIN, 0};
        if (left.count() <= 0 || ::poll(&wait, 1, static_cast<int>(left.count())) <= 0) return false;
        char buffer[65536];
        if (::recv(descriptor_, buffer, sizeof buffer, 0) <= 0) return true;
    }
}

std::string Wire::receive_head(std::chrono::milliseconds timeout) {
    std::size_t end;
    while ((end = pending_.find("\r\n\r\n")) == std::string::npos)
        if (!fill(timeout)) return "";
    const std::string head = pending_.substr(0, end + 2);
    pending_.erase(0, end + 4);
    return head;
}

Reply Wire::receive(bool headless, std::chrono::milliseconds timeout) {
    Reply reply;
    const std::string head = receive_head(timeout);
    if (head.empty()) {
        reply.closed = true;
        return reply;
    }
    reply.status = std::stoi(head.substr(9, 3));
    for (std::size_t at = head.find("\r\n") + 2; at < head.size();) {
        const std::size_t line_end = head.find("\r\n", at), colon = head.find(": ", at);
        reply.headers.emplace_back(head.substr(at, colon - at), head.substr(colon + 2, line_end - colon - 2));
        at = line_end + 2;
    }
    if (reply.status == 100) return receive(headless, timeout);
    const std::string length = reply.header("Content-Length");
    const std::size_t size = headless || length.empty() ? 0 : std::stoull(length);
    while (pending_.size() < size && fill(timeout)) {
    }
    reply.body = pending_.substr(0, size);
    pending_.erase(0, reply.body.size());
    reply.closed = reply.header("Connection") == "close";
    return reply;
}

Reply Person::post(const std::string& path, const std::string& json, HeaderList headers) const {
    return request("POST", path, json, std::move(headers));
}
Reply Person::put(const std::string& path, const std::string& json, HeaderList headers) const {
    return request("PUT", path, json, std::move(headers));
}
Reply Person::patch(const std::string& path, const std::string& json, HeaderList headers) const {
    return request("PATCH", path, json, std::move(headers));
}

std::string Person::cookie_header() const {
    std::string out;
    for (const auto& [name, value] : cookies) out += (out.empty() ? "" : "; ") + name + "=" + value;
    return out;
}

Reply Person::request(const std::string& method, const std::string& path, const std::string& body,
                      HeaderList headers) const {
    const auto given = [&](std::string_view name) {
        return std::any_of(headers.begin(), headers.end(),
                           [&](const auto& each) { return equal_ignoring_case(each.first, name); });
    };
    if (!given("Host")) headers.emplace_back("Host", "localhost:" + std::to_string(port_));
    if (!body.empty() && !given("Content-Type")) headers.emplace_back("Content-Type", "application/json");
    if (!cookies.empty() && !given("Cookie")) headers.emplace_back("Cookie", cookie_header());
    if (!key.empty() && !given("Authorization")) headers.emplace_back("Authorization", "Bearer " + key);
    if (method != "GET" && method != "HEAD") headers.emplace_back("Content-Length", std::to_string(body.size()));
    std::string text = method + " " + path + " HTTP/1.1\r\n";
    for (const auto& [name, value] : headers) text += name + ": " + value + "\r\n";
    Wire wire(port_);
    wire.send(text + "\r\n" + body);
    Reply reply = wire.receive(method == "HEAD");
    for (const std::string& line : reply.all("Set-Cookie")) {
        const std::size_t equals = line.find('='), semicolon = line.find(';');
        const std::string value = line.substr(equals + 1, semicolon - equals - 1);
        if (value.empty())
            cookies.erase(line.substr(0, equals));
        else
            cookies[line.substr(0, equals)] = value;
    }
    return reply;
}

std::string multipart_body(const std::vector<Person::File>& files) {
    std::string body;
    for (const Person::File& file : files) {
        body +=
            "--XX\r\nContent-Disposition: form-data; name=\"" + file.field + "\"; filename=\"" + file.name + "\"\r\n";
        body += "Content-Type: " + file.type + "\r\n\r\n" + file.bytes + "\r\n";
    }
    return body + "--XX--\r\n";
}

Reply Person::upload(const std::string& path, const std::vector<File>& files) const {
    const HeaderList headers{{"Content-Type", "multipart/form-data; boundary=XX"}};
    return request("POST", path, multipart_body(files), headers);
}

}  // namespace pictbook::test
