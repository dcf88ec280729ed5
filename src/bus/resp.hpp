// RESP2, the protocol of Redis: replies out of a stream of bytes, and commands into one. Pure; every size that a peer
// may name is bounded before a byte of it is kept.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace pictbook::bus::resp {

/// Bytes of all bulk strings of one reply.
inline constexpr std::size_t kMostBulkBytes = 64u << 20;
/// Of a line: a number, a simple string or an error.
inline constexpr std::size_t kMostLineBytes = 64u << 10;
/// Items of all arrays of one reply.
inline constexpr std::size_t kMostItems = 1024;
inline constexpr std::size_t kMostDepth = 4;

enum class Kind { simple, error, integer, bulk, null, array };

struct Value {
    Kind kind = Kind::null;
    std::string text;  // of simple, error and bulk
    std::int64_t number = 0;
    std::vector<Value> items;
};

/// The peer speaks no RESP2, or passes a bound. The stream can't be read any further.
class Malformed : public std::runtime_error {
    using std::runtime_error::runtime_error;
};

class Parser {
public:
    void feed(std::string_view bytes);
    /// The next reply; nothing until more bytes are fed. Throws Malformed.
    std::optional<Value> next();

private:
    struct Unfinished {
        Value array;
        std::size_t size;
    };

    std::optional<std::string_view> take_line();
    /// A whole value, or nothing when it only began: an array with items, or a bulk string.
    std::optional<Value> begin(std::string_view line);
    std::optional<Value> begin_bulk(std::int64_t size);
    std::optional<Value> begin_array(std::int64_t size);
    std::optional<Value> take_bulk();
    /// Puts a whole value where it belongs; gives it back when it is the reply.
    std::optional<Value> finish(Value value);

    std::string buffer_;
    std::size_t at_ = 0;        // what is before was taken
    std::size_t searched_ = 0;  // no line ends before
    std::optional<std::size_t> bulk_;
    std::vector<Unfinished> open_;
    std::size_t bulk_bytes_ = 0, items_ = 0;  // of the reply so far, as announced
};

/// A command of these words.
void append_command(std::string& out, std::initializer_list<std::string_view> words);
/// In pieces: the count of words, then each of them, which may stand in two parts.
void append_array(std::string& out, std::size_t words);
void append_bulk(std::string& out, std::string_view word, std::string_view rest = {});

}  // namespace pictbook::bus::resp
