#include "bus/resp.hpp"

#include <algorithm>
#include <charconv>

namespace pictbook::bus::resp {

namespace {

std::int64_t number_of(std::string_view text) {
    std::int64_t number = 0;
    const char* end = text.data() + text.size();
    const auto parsed = std::from_chars(text.data(), end, number);
    if (text.empty() || parsed.ec != std::errc() || parsed.ptr != end) throw Malformed("a number is expected");
    return number;
}

Value text_value(Kind kind, std::string_view text) {
    Value value;
    value.kind = kind;
    value.text = text;
    return value;
}

}  // namespace

void Parser::feed(std::string_view bytes) {
    if (at_ == buffer_.size() || at_ > kMostLineBytes) {
        buffer_.erase(0, at_);
        searched_ -= std::min(searched_, at_);
        at_ = 0;
    }
    buffer_ += bytes;
}

std::optional<Value> Parser::next() {
    for (;;) {
        std::optional<Value> value;
        if (bulk_) {
            value = take_bulk();
            if (!value) return std::nullopt;
        } else {
            const std::optional<std::string_view> line = take_line();
            if (!line) return std::nullopt;
            value = begin(*line);
        }
        if (value) value = finish(std::move(*value));
        if (!value) continue;
        bulk_bytes_ = items_ = 0;
        return value;
    }
}

std::optional<std::string_view> Parser::take_line() {
    const std::size_t end = buffer_.find('\n', std::max(at_, searched_));
    searched_ = buffer_.size();
    if (std::min(end, buffer_.size()) - at_ > kMostLineBytes) throw Malformed("a line is too long");
    if (end == buffer_.npos) return std::nullopt;
    searched_ = end + 1;
    const std::string_view line(buffer_.data() + at_, end - at_);
    at_ = end + 1;
    if (!line.ends_with('\r')) throw Malformed("a line ends without a return");
    return line.substr(0, line.size() - 1);
}

std::optional<Value> Parser::begin(std::string_view line) {
    if (line.empty()) throw Malformed("an empty line");
    const std::string_view rest = line.substr(1);
    switch (line.front()) {
        case '+':
            return text_value(Kind::simple, rest);
        case '-':
            return text_value(Kind::error, rest);
        case ':': {
            Value value;
            value.kind = Kind::integer;
            value.number = number_of(rest);
            return value;
        }
        case '$':
            return begin_bulk(number_of(rest));
        case '*':
            return begin_array(number_of(rest));
        default:
            throw Malformed("an unknown type");
    }
}

std::optional<Value> Parser::begin_bulk(std::int64_t size) {
    if (size == -1) return Value();
    if (size < 0 || static_cast<std::size_t>(size) > kMostBulkBytes - bulk_bytes_)
        throw Malformed("a text is too long");
    bulk_ = static_cast<std::size_t>(size);
    bulk_bytes_ += *bulk_;
    return std::nullopt;
}

std::optional<Value> Parser::begin_array(std::int64_t size) {
    if (size == -1) return Value();
    if (size < 0 || static_cast<std::size_t>(size) > kMostItems - items_) throw Malformed("an array is too long");
    if (open_.size() == kMostDepth) throw Malformed("arrays are too deep");
    items_ += static_cast<std::size_t>(size);
    Value array;
    array.kind = Kind::array;
    if (size == 0) return array;
    open_.push_back({std::move(array), static_cast<std::size_t>(size)});
    return std::nullopt;
}

std::optional<Value> Parser::take_bulk() {
    if (buffer_.size() - at_ < *bulk_ + 2) return std::nullopt;
    const std::string_view text(buffer_.data() + at_, *bulk_);
    if (buffer_.compare(at_ + *bulk_, 2, "\r\n") != 0) throw Malformed("a text has another length than announced");
    at_ += *bulk_ + 2;
    bulk_.reset();
    return text_value(Kind::bulk, text);
}

std::optional<Value> Parser::finish(Value value) {
    while (!open_.empty()) {
        Unfinished& top = open_.back();
        top.array.items.push_back(std::move(value));
        if (top.array.items.size() < top.size) return std::nullopt;
        value = std::move(top.array);
        open_.pop_back();
    }
    return value;
}

void append_array(std::string& out, std::size_t words) { out.append("*").append(std::to_string(words)).append("\r\n"); }

void append_bulk(std::string& out, std::string_view word, std::string_view rest) {
    out.append("$").append(std::to_string(word.size() + rest.size())).append("\r\n");
    out.append(word).append(rest).append("\r\n");
}

void append_command(std::string& out, std::initializer_list<std::string_view> words) {
    append_array(out, words.size());
    for (const std::string_view word : words) append_bulk(out, word);
}

}  // namespace pictbook::bus::resp
