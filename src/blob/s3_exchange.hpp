// A Transfer while libcurl works on it. Lives on the engine's thread only.
#pragma once

#include <memory>

#include "base/clock.hpp"
#include "base/curl.hpp"
#include "base/descriptor.hpp"
#include "blob/s3_transfer.hpp"

namespace pictbook::blob {

class Exchange {
public:
    struct Deadlines {
        Milliseconds connect{3'000};
        Milliseconds progress{15'000};  // without a byte in either direction
        Milliseconds parked{5'000};     // a full buffer that nobody reads gives its connection back
    };

    /// Begins; what can't begin is_over() at once.
    Exchange(CURLM* multi, std::shared_ptr<Transfer> transfer, const Deadlines& deadlines);
    ~Exchange();  // tells the caller how it ended
    Exchange(const Exchange&) = delete;
    Exchange& operator=(const Exchange&) = delete;

    CURL* easy() const { return easy_.get(); }
    Transfer& transfer() { return *transfer_; }
    bool is_over() const { return over_; }

    /// Goes on when the caller has taken bytes; ends what nobody waits for and what a deadline ends.
    void attend(Monotonic::time_point now);
    /// libcurl is done with it.
    void finish(CURLcode code);

private:
    void set_up();
    bool set_up_upload();
    void end(End end, const char* reason = "");
    void take_line(std::string_view line);

    static std::size_t on_bytes(char* bytes, std::size_t one, std::size_t count, void* self);
    static std::size_t on_header(char* line, std::size_t one, std::size_t count, void* self);
    static std::size_t on_upload(char* room, std::size_t one, std::size_t count, void* self);
    static int on_seek(void* self, curl_off_t offset, int origin);

    CURLM* multi_;
    CurlLines headers_;  // before the handle that has them
    CurlHandle easy_ = make_curl_handle();
    std::shared_ptr<Transfer> transfer_;
    Deadlines deadlines_;
    Descriptor file_;
    std::uint64_t file_offset_ = 0;
    Answer answer_;
    Monotonic::time_point progress_ = Monotonic::now();
    bool paused_ = false;
    bool over_ = false;
    End end_ = End::broken;
    const char* reason_ = "the program stops";  // with static storage: telling it needs no memory
};

}  // namespace pictbook::blob
