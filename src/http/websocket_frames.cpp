#include "http/websocket_frames.hpp"

#include <algorithm>
#include <cassert>
#include <cstring>
#include <utility>

#include "base/bytes.hpp"

namespace pictbook::http {

namespace {

constexpr std::size_t kLongestControl = 125;  // RFC 6455 section 5.5
/// As much of a frame is reserved on its word alone; beyond it memory grows with what arrives.
constexpr std::size_t kReservedUnseen = 64 * 1024;

bool is_control(Opcode opcode) { return opcode >= Opcode::close; }

bool is_known(unsigned opcode) { return opcode <= 2 || (opcode >= 8 && opcode <= 10); }

/// RFC 6455 section 5.3; `offset` is the place of `data` in its frame's payload.
void unmask(char* data, std::size_t size, const std::array<char, 4>& mask, std::uint64_t offset) {
    std::array<char, 8> wide;
    for (std::size_t i = 0; i < wide.size(); ++i) wide[i] = mask[(offset + i) % 4];
    std::uint64_t key = 0;
    std::memcpy(&key, wide.data(), sizeof(key));
    std::size_t at = 0;
    for (std::uint64_t word = 0; at + sizeof(word) <= size; at += sizeof(word)) {
        std::memcpy(&word, data + at, sizeof(word));
        word ^= key;
        std::memcpy(data + at, &word, sizeof(word));
    }
    for (; at < size; ++at) data[at] = static_cast<char>(data[at] ^ wide[at % 8]);
}

std::uint64_t read_big_endian(const unsigned char* bytes, std::size_t size) {
    std::uint64_t value = 0;
    for (std::size_t i = 0; i < size; ++i) value = value << 8 | bytes[i];
    return value;
}

Violation protocol_error(std::string_view reason) { return {close_code::kProtocolError, reason}; }

}  // namespace

std::optional<FrameEvent> FrameParser::next(std::string_view& input) {
    while (stage_ != Stage::ended) {
        std::optional<Violation> broken;
        if (stage_ == Stage::payload) {
            broken = take_payload(input);
            if (!broken) {
                if (remaining_ > 0) return std::nullopt;
                if (auto event = finish_frame()) return event;
            }
        } else {
            if (!fill_header(input)) return std::nullopt;
            broken = stage_ == Stage::start ? read_start() : read_extent();
        }
        if (broken) return end_with(*broken);
    }
    input = {};
    return std::nullopt;
}

/// False when the header is not all there yet; then the input is used up.
bool FrameParser::fill_header(std::string_view& input) {
    const std::size_t size = std::min<std::size_t>(header_needed_ - header_size_, input.size());
    std::copy_n(input.data(), size, header_.data() + header_size_);
    input.remove_prefix(size);
    header_size_ = static_cast<std::uint8_t>(header_size_ + size);
    return header_size_ == header_needed_;
}

/// Checks what two bytes tell before waiting for the rest: an unmasked frame has no rest of the header.
std::optional<Violation> FrameParser::read_start() {
    const unsigned opcode = header_[0] & 0x0Fu, length = header_[1] & 0x7Fu;
    if ((header_[0] & 0x70) != 0) return protocol_error("reserved bit set");      // section 5.2
    if (!is_known(opcode)) return protocol_error("unknown opcode");               // section 5.2
    if ((header_[1] & 0x80) == 0) return protocol_error("frame without a mask");  // section 5.1
    final_ = (header_[0] & 0x80) != 0;
    opcode_ = static_cast<Opcode>(opcode);
    if (is_control(opcode_)) {  // section 5.5
        if (!final_) return protocol_error("fragmented control frame");
        if (length > kLongestControl) return protocol_error("control frame too long");
    } else if (opcode_ == Opcode::continuation) {  // section 5.4
        if (!message_kind_) return protocol_error("continuation without a message");
    } else {
        if (message_kind_) return protocol_error("message inside a message");
        message_kind_ = opcode_;
    }
    const unsigned length_bytes = length == 127 ? 8 : length == 126 ? 2 : 0;
    header_needed_ = static_cast<std::uint8_t>(2 + length_bytes + mask_.size());
    stage_ = Stage::extent;
    return std::nullopt;
}

std::optional<Violation> FrameParser::read_extent() {
    const std::size_t length_bytes = header_needed_ - 2 - mask_.size();
    std::uint64_t length = header_[1] & 0x7Fu;
    if (length_bytes > 0) {  // section 5.2
        length = read_big_endian(header_.data() + 2, length_bytes);
        if (length >> 63 != 0) return protocol_error("length beyond 63 bits");
        if (length < (length_bytes == 2 ? 126u : 65536u)) return protocol_error("length not minimal");
    }
    if (!is_control(opcode_) && !discards_ && length > max_message_ - message_.size())
        return Violation{close_code::kTooBig, "message too big"};
    std::memcpy(mask_.data(), header_.data() + 2 + length_bytes, mask_.size());
    taken_ = 0;
    remaining_ = length;
    header_size_ = 0;
    header_needed_ = 2;
    stage_ = Stage::payload;
    return std::nullopt;
}

std::optional<Violation> FrameParser::take_payload(std::string_view& input) {
    const auto size = static_cast<std::size_t>(std::min<std::uint64_t>(remaining_, input.size()));
    if (discards_ && !is_control(opcode_)) {
        input.remove_prefix(size);
        remaining_ -= size;
        return std::nullopt;
    }
    std::string& out = is_control(opcode_) ? control_ : message_;
    const std::size_t before = out.size();
    if (!is_control(opcode_)) {
        const std::size_t sure = remaining_ <= kReservedUnseen ? static_cast<std::size_t>(remaining_) : size;
        // reserve() at least doubles, so that a long message is not moved for each of its pieces.
        if (out.capacity() < before + sure) out.reserve(before + sure);
    }
    out.append(input.data(), size);
    input.remove_prefix(size);
    unmask(out.data() + before, size, mask_, taken_);
    taken_ += size;
    remaining_ -= size;
    if (is_control(opcode_) || message_kind_ != Opcode::text) return std::nullopt;
    const bool ends = final_ && remaining_ == 0;
    if (!utf8_.feed(std::string_view(out).substr(before)) || (ends && !utf8_.complete()))
        return Violation{close_code::kBadData, "text is not UTF-8"};  // section 8.1
    return std::nullopt;
}

std::optional<FrameEvent> FrameParser::finish_frame() {
    stage_ = Stage::start;
    switch (opcode_) {
        case Opcode::close:
            return read_close();
        case Opcode::ping:
            return Ping{std::exchange(control_, {})};
        case Opcode::pong:
            return Pong{std::exchange(control_, {})};
        default:
            break;
    }
    if (!final_) return std::nullopt;
    const bool is_text = message_kind_ == Opcode::text;
    message_kind_.reset();
    if (is_text) return TextMessage{std::exchange(message_, {})};
    return BinaryMessage{std::exchange(message_, {})};
}

/// RFC 6455 section 5.5.1 and 7.4.
FrameEvent FrameParser::read_close() {
    if (control_.empty()) return end_with(Close{});
    if (control_.size() == 1) return end_with(protocol_error("close frame of one byte"));
    const auto* bytes = reinterpret_cast<const unsigned char*>(control_.data());
    const auto code = static_cast<std::uint16_t>(read_big_endian(bytes, 2));
    if (!is_valid_close_code(code)) return end_with(protocol_error("invalid close code"));
    if (!is_utf8(std::string_view(control_).substr(2)))
        return end_with(Violation{close_code::kBadData, "close reason is not UTF-8"});
    return end_with(Close{code, control_.substr(2)});
}

void FrameParser::discard_messages() {
    discards_ = true;
    std::string().swap(message_);
}

FrameEvent FrameParser::end_with(FrameEvent last) {
    stage_ = Stage::ended;
    std::string().swap(control_);
    std::string().swap(message_);
    return last;
}

std::string encode_frame(Opcode opcode, std::string_view payload) {
    std::string frame;
    frame.reserve(payload.size() + 10);
    frame.push_back(static_cast<char>(0x80 | static_cast<unsigned>(opcode)));
    const std::uint64_t size = payload.size();
    const int length_bytes = size > 0xFFFF ? 8 : size > kLongestControl ? 2 : 0;
    assert(!is_control(opcode) || length_bytes == 0);
    frame.push_back(static_cast<char>(length_bytes == 8 ? 127 : length_bytes == 2 ? 126 : size));
    for (int i = length_bytes - 1; i >= 0; --i) frame.push_back(static_cast<char>(size >> (8 * i) & 0xFF));
    frame += payload;
    return frame;
}

std::string encode_close(std::uint16_t code, std::string_view reason) {
    if (code == close_code::kNoStatus) return encode_frame(Opcode::close, {});
    assert(is_valid_close_code(code));
    std::string payload{static_cast<char>(code >> 8), static_cast<char>(code & 0xFF)};
    payload += cut_utf8(reason, kLongestControl - payload.size());
    return encode_frame(Opcode::close, payload);
}

bool is_valid_close_code(std::uint16_t code) {
    return (code >= 1000 && code <= 1003) || (code >= 1007 && code <= 1014) || (code >= 3000 && code <= 4999);
}

}  // namespace pictbook::http
