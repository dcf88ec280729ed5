// HTTP/1.1 requests from bytes: Beast's parser (RFC 9112) behind a narrow face, so that Beast is compiled once.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "http/message.hpp"

namespace pictbook::http {

/// Most bytes of the request line and all headers together.
inline constexpr std::size_t kMostHeaderBytes = 8192;

class RequestParser {
public:
    enum class Fail { none, malformed, header_too_large, body_too_large };

    RequestParser();
    ~RequestParser();

    /// Takes bytes up to the end of the header, or body bytes after it; gives how many were used. Less than all of them
    /// means: the rest belongs to what follows, or more bytes are needed to go on.
    std::size_t put(std::string_view bytes);
    Fail fail() const;
    bool started() const;  // some byte has come
    bool header_done() const;
    bool done() const;
    bool keep_alive() const;
    bool expects_continue() const;
    bool has_body() const;
    /// Set before the first body byte is put.
    void limit_body(std::uint64_t bytes);
    /// Bytes of the body that the last put() calls found; the caller empties it.
    std::string& body();
    /// Valid when header_done(); moves the method, target and headers out.
    void take_header(Request& request, std::string& target);
    unsigned version() const;  // 10 or 11

private:
    class Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace pictbook::http
