// One HTTP request on its way to the S3 server: what the coroutine that waits for it and the engine's thread that runs
// it share. Everything in it is under its mutex; neither side holds that while it calls the other.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/suspend.hpp"

namespace pictbook::blob {

struct Outgoing {
    std::string method;  // GET, HEAD, PUT or DELETE
    std::string url;
    std::vector<std::string> headers;  // `name: value`
    std::filesystem::path file = {};   // PUT: the body
};

/// The answer's head. Status 0: none came.
struct Answer {
    unsigned status = 0;
    std::optional<std::uint64_t> length;  // as Content-Length says
    std::string etag;
};

enum class End {
    open,        // not ended
    whole,       // the answer came to its end
    broken,      // no answer, or not all of it
    unreadable,  // the file of a PUT can't be read
    overloaded,  // too much was before it
    parked,      // nobody read on for a while: what is left has to be asked for again
};

class Transfer {
public:
    /// Bytes that came and that nobody has taken yet; the exchange is paused when there are so many.
    static constexpr std::size_t kMostBuffered = 512 * 1024;

    /// `attention` wakes the engine.
    Transfer(Outgoing outgoing, std::function<void()> attention)
        : outgoing_(std::move(outgoing)), attention_(std::move(attention)) {}

    const Outgoing& outgoing() const { return outgoing_; }

    // For the caller, one coroutine at a time.
    /// Bytes of the body, as many as have come; empty at the end.
    boost::asio::awaitable<std::string> next();
    /// Nobody waits for it any more.
    void cancel();
    Answer answer() const;
    End end() const;
    /// Why it broke, for a person.
    std::string reason() const;

    // For the engine.
    /// False: not taken, it has enough for now.
    bool take(std::string_view bytes);
    bool is_full() const;
    bool is_cancelled() const;
    void set_answer(Answer answer);
    /// `reason` has static storage.
    void finish(End end, const char* reason = "");
    /// Resumes the caller if there is something for it.
    void wake();

private:
    bool is_ready() const { return !buffer_.empty() || end_ != End::open; }

    const Outgoing outgoing_;
    const std::function<void()> attention_;
    mutable std::mutex mutex_;
    Answer answer_;
    std::string buffer_;
    End end_ = End::open;
    const char* reason_ = "";
    Wake waiting_;
    bool full_ = false;
    bool cancelled_ = false;
};

}  // namespace pictbook::blob
