// A blocking HTTP client for tests, on one plain socket: what is sent is exactly what the test says.
#pragma once

#include <boost/json/value.hpp>
#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace pictbook::test {

struct Reply {
    int status = 0;  // 0: the connection ended without an answer
    std::vector<std::pair<std::string, std::string>> headers;
    std::string body;
    bool closed = false;  // the server ended the connection after it

    /// The first value of that name, or empty.
    std::string header(std::string_view name) const;
    bool has(std::string_view name) const;
    std::vector<std::string> all(std::string_view name) const;
    /// The body as JSON; fails the test and gives null when it is none.
    boost::json::value json() const;
    /// A member of the body's object by JSON pointer, as text: strings bare, everything else as JSON. Empty if absent.
    std::string at(std::string_view pointer) const;
};

using HeaderList = std::vector<std::pair<std::string, std::string>>;

/// One connection to 127.0.0.1.
class Wire {
public:
    explicit Wire(std::uint16_t port);
    ~Wire();
    Wire(const Wire&) = delete;
    Wire& operator=(const Wire&) = delete;

    /// Gives false when the peer no longer takes bytes.
    bool send(std::string_view bytes);
    /// The next response; `headless` for the answer to HEAD. Waits at most `timeout` for every piece.
    Reply receive(bool headless = false, std::chrono::milliseconds timeout = std::chrono::seconds(20));
    /// The next head up to its empty line, without it; a 100 Continue too. Empty when none comes.
    std::string receive_head(std::chrono::milliseconds timeout = std::chrono::seconds(20));
    /// Whether the server ends the connection within the time; bytes that still come are dropped.
    bool ends_within(std::chrono::milliseconds timeout);
    void shut_sending();

private:
    bool fill(std::chrono::milliseconds timeout);
    int descriptor_;
    std::string pending_;
};

/// A person with a cookie jar, like a browser that knows no domains.
class Person {
public:
    explicit Person(std::uint16_t port) : port_(port) {}

    Reply get(const std::string& path, HeaderList headers = {}) const {
        return request("GET", path, "", std::move(headers));
    }
    Reply post(const std::string& path, const std::string& json = "", HeaderList headers = {}) const;
    Reply put(const std::string& path, const std::string& json, HeaderList headers = {}) const;
    Reply patch(const std::string& path, const std::string& json, HeaderList headers = {}) const;
    Reply remove(const std::string& path, HeaderList headers = {}) const {
        return request("DELETE", path, "", std::move(headers));
    }
    /// On a connection of its own; takes the cookies that it sets.
    Reply request(const std::string& method, const std::string& path, const std::string& body,
                  HeaderList headers) const;

    /// One file of a multipart upload.
    struct File {
        std::string name, bytes;
        std::string field = "files";
        std::string type = "application/octet-stream";
    };
    Reply upload(const std::string& path, const std::vector<File>& files) const;

    std::string cookie_header() const;
    mutable std::map<std::string, std::string> cookies;
    std::string key;  // an API key that it sends, unless it is empty
    std::uint16_t port() const { return port_; }

private:
    std::uint16_t port_;
};

/// A multipart/form-data body with the boundary `XX`.
std::string multipart_body(const std::vector<Person::File>& files);

}  // namespace pictbook::test
