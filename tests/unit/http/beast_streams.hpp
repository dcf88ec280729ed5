// A client's byte stream read by the frame parser and by Beast, for the comparison of the two: one line for each event.
#pragma once

#include <algorithm>
#include <boost/asio/buffer.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/beast/core/buffers_to_string.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/websocket.hpp>
#include <functional>
#include <string>
#include <vector>

#include "base/bytes.hpp"
#include "http/websocket_frames.hpp"

namespace pictbook::http {

namespace asio = boost::asio;
namespace websocket = boost::beast::websocket;
using boost::system::error_code;

inline constexpr std::string_view kHandshake =
    "GET / HTTP/1.1\r\nHost: h\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n";

/// A stream whose bytes are all there from the start, and that forgets what is written.
class MemoryStream {
public:
    using executor_type = asio::io_context::executor_type;
    MemoryStream(asio::io_context& context, std::string bytes) : context_(context), bytes_(std::move(bytes)) {}
    executor_type get_executor() { return context_.get_executor(); }

    template <class Buffers>
    std::size_t read_some(const Buffers& buffers, error_code& error) {
        const std::size_t size = asio::buffer_copy(buffers, asio::buffer(bytes_) + at_);
        at_ += size;
        error = size == 0 ? error_code(asio::error::eof) : error_code();
        return size;
    }
    template <class Buffers>
    std::size_t read_some(const Buffers& buffers) {
        error_code error;
        return read_some(buffers, error);
    }
    template <class Buffers>
    std::size_t write_some(const Buffers& buffers, error_code& error) {
        error = {};
        return asio::buffer_size(buffers);
    }
    template <class Buffers>
    std::size_t write_some(const Buffers& buffers) {
        return asio::buffer_size(buffers);
    }

private:
    asio::io_context& context_;
    std::string bytes_;
    std::size_t at_ = 0;
};

inline void teardown(boost::beast::role_type, MemoryStream&, error_code& error) { error = {}; }

using Lines = std::vector<std::string>;

inline std::string close_line(unsigned code, std::string_view reason) {
    return "close " + std::to_string(code) + " " + std::string(reason);
}

inline Lines read_with_beast(asio::io_context& context, std::string_view bytes, std::size_t limit) {
    websocket::stream<MemoryStream, false> stream(context, std::string(kHandshake).append(bytes));
    error_code error;
    stream.accept();
    stream.read_message_max(limit);
    Lines lines;
    stream.control_callback([&](websocket::frame_type kind, boost::beast::string_view payload) {
        if (kind == websocket::frame_type::close) return;
        lines.push_back((kind == websocket::frame_type::ping ? "ping " : "pong ") + std::string(payload));
    });
    for (;;) {
        boost::beast::flat_buffer buffer;
        stream.read(buffer, error);
        if (error) break;
        lines.push_back((stream.got_text() ? "text " : "binary ") + boost::beast::buffers_to_string(buffer.data()));
    }
    if (error == websocket::error::closed)
        lines.push_back(close_line(stream.reason().code == 0 ? close_code::kNoStatus : stream.reason().code,
                                   {stream.reason().reason.data(), stream.reason().reason.size()}));
    else if (error == asio::error::eof)
        lines.push_back("end");
    else if (error == websocket::error::message_too_big)
        lines.push_back("violation 1009");
    else if (error == websocket::error::bad_frame_payload || error == websocket::error::bad_close_payload)
        lines.push_back("violation 1007");
    else
        lines.push_back("violation 1002");
    return lines;
}

/// `piece` says how many bytes, at least one, come at once.
inline Lines read_with_ours(std::string_view bytes, std::size_t limit, const std::function<std::size_t()>& piece) {
    FrameParser parser(limit);
    Lines lines;
    while (!bytes.empty()) {
        std::string_view input = bytes.substr(0, piece());
        bytes.remove_prefix(input.size());
        while (const auto event = parser.next(input)) {
            if (const auto* text = std::get_if<TextMessage>(&*event)) lines.push_back("text " + text->text);
            if (const auto* binary = std::get_if<BinaryMessage>(&*event)) lines.push_back("binary " + binary->bytes);
            if (const auto* ping = std::get_if<Ping>(&*event)) lines.push_back("ping " + ping->payload);
            if (const auto* pong = std::get_if<Pong>(&*event)) lines.push_back("pong " + pong->payload);
            if (const auto* closed = std::get_if<Close>(&*event)) {
                lines.push_back(close_line(closed->code, closed->reason));
                return lines;
            }
            if (const auto* broken = std::get_if<Violation>(&*event)) {
                lines.push_back("violation " + std::to_string(broken->code) + " " + std::string(broken->reason));
                return lines;
            }
        }
    }
    lines.push_back("end");
    return lines;
}

/// Where Beast 1.81 differs from RFC 6455, or sees the same later.
inline bool is_known_difference(const Lines& ours, const Lines& beast) {
    const std::string& last = ours.back();
    const std::string& other = beast.back();
    // It takes close codes from 5000 and refuses 1014.
    if (last == "violation 1002 invalid close code") return other.starts_with("close ") || other == "violation 1007";
    if (last.starts_with("close 1014 ") || last == "violation 1007 close reason is not UTF-8")
        return other == "violation 1002";
    // It calls such a length too big.
    if (last == "violation 1002 length beyond 63 bits" && other == "violation 1009") return true;
    // It does not see that a text ends inside a character when its last fragment is empty.
    const std::string& same = beast[std::min(ours.size(), beast.size()) - 1];
    if (last.starts_with("violation 1007") && same.starts_with("text ") && !is_utf8(same)) return true;
    // It waits for the whole header before it looks at the first two bytes.
    return last.starts_with("violation 1002") && other == "end";
}

/// Without the reasons of violations, which Beast does not tell.
inline Lines without_reasons(Lines lines) {
    for (std::string& line : lines)
        if (line.starts_with("violation ")) line.resize(std::string_view("violation 1000").size());
    return lines;
}

/// What differs between our reading of a stream and Beast's, known differences aside; empty when they agree.
inline std::string disagreement(const Lines& ours, const Lines& beast) {
    if (without_reasons(ours) == beast) return "";
    if (!is_known_difference(ours, beast)) return "another end: " + ours.back() + ", Beast's: " + beast.back();
    const bool alike = beast.size() >= ours.size() && std::equal(ours.begin(), ours.end() - 1, beast.begin());
    return alike ? "" : "other events before " + ours.back();
}

}  // namespace pictbook::http
