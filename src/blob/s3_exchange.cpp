#include "blob/s3_exchange.hpp"

#include <fcntl.h>
#include <sys/stat.h>

#include <algorithm>
#include <charconv>
#include <cstdio>
#include <new>
#include <utility>

#include "base/bytes.hpp"

namespace pictbook::blob {

namespace {

constexpr long kSocketBytes = 64 * 1024;  // libcurl's buffer for each direction

Exchange& exchange_of(void* self) { return *static_cast<Exchange*>(self); }

/// Headers that are sent although we did not sign them: none that libcurl would add by itself.
constexpr const char* kUnwanted[] = {"Accept:", "Expect:", "User-Agent:"};

}  // namespace

Exchange::Exchange(CURLM* multi, std::shared_ptr<Transfer> transfer, const Deadlines& deadlines)
    : multi_(multi), transfer_(std::move(transfer)), deadlines_(deadlines) {
    for (const std::string& line : transfer_->outgoing().headers) headers_.add(line);
    for (const char* line : kUnwanted) headers_.add(line);
    set_up();
    if (transfer_->outgoing().method == "PUT" && !set_up_upload())
        end(End::unreadable);
    else
        curl_multi_add_handle(multi_, easy());
}

Exchange::~Exchange() {
    curl_multi_remove_handle(multi_, easy());
    transfer_->finish(end_, reason_);
}

void Exchange::set_up() {
    const Outgoing& outgoing = transfer_->outgoing();
    curl_easy_setopt(easy(), CURLOPT_URL, outgoing.url.c_str());
    curl_easy_setopt(easy(), CURLOPT_PATH_AS_IS, 1L);
    curl_easy_setopt(easy(), CURLOPT_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(easy(), CURLOPT_SSL_VERIFYPEER, 1L);
    curl_easy_setopt(easy(), CURLOPT_SSL_VERIFYHOST, 2L);
    curl_easy_setopt(easy(), CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
    curl_easy_setopt(easy(), CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_1_1));
    curl_easy_setopt(easy(), CURLOPT_HTTPHEADER, headers_.get());
    curl_easy_setopt(easy(), CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(easy(), CURLOPT_QUICK_EXIT, 1L);  // a name server that is silent holds up no other exchange
    curl_easy_setopt(easy(), CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(deadlines_.connect.count()));
    curl_easy_setopt(easy(), CURLOPT_BUFFERSIZE, kSocketBytes);
    curl_easy_setopt(easy(), CURLOPT_UPLOAD_BUFFERSIZE, kSocketBytes);
    curl_easy_setopt(easy(), CURLOPT_PRIVATE, this);
    curl_easy_setopt(easy(), CURLOPT_WRITEFUNCTION, &Exchange::on_bytes);
    curl_easy_setopt(easy(), CURLOPT_WRITEDATA, this);
    curl_easy_setopt(easy(), CURLOPT_HEADERFUNCTION, &Exchange::on_header);
    curl_easy_setopt(easy(), CURLOPT_HEADERDATA, this);
    if (outgoing.method == "HEAD") curl_easy_setopt(easy(), CURLOPT_NOBODY, 1L);
    if (outgoing.method == "DELETE") curl_easy_setopt(easy(), CURLOPT_CUSTOMREQUEST, "DELETE");
}

bool Exchange::set_up_upload() {
    struct stat status{};
    file_ = Descriptor(::open(transfer_->outgoing().file.c_str(), O_RDONLY | O_NOFOLLOW | O_CLOEXEC));
    if (!file_ || ::fstat(file_.number(), &status) != 0 || !S_ISREG(status.st_mode)) return false;
    curl_easy_setopt(easy(), CURLOPT_UPLOAD, 1L);
    curl_easy_setopt(easy(), CURLOPT_INFILESIZE_LARGE, static_cast<curl_off_t>(status.st_size));
    curl_easy_setopt(easy(), CURLOPT_READFUNCTION, &Exchange::on_upload);
    curl_easy_setopt(easy(), CURLOPT_READDATA, this);
    curl_easy_setopt(easy(), CURLOPT_SEEKFUNCTION, &Exchange::on_seek);
    curl_easy_setopt(easy(), CURLOPT_SEEKDATA, this);
    return true;
}

void Exchange::attend(Monotonic::time_point now) {
    if (over_) return;
    if (transfer_->is_cancelled()) return end(End::broken);
    if (paused_ && !transfer_->is_full()) {
        paused_ = false;
        progress_ = now;
        curl_easy_pause(easy(), CURLPAUSE_CONT);  // may call on_bytes, and so pause again
    }
    if (paused_ && now - progress_ > deadlines_.parked) return end(End::parked);
    if (!paused_ && now - progress_ > deadlines_.progress) end(End::broken, "it made no progress");
}

void Exchange::finish(CURLcode code) {
    if (code == CURLE_OK) return end(End::whole);
    if (code == CURLE_ABORTED_BY_CALLBACK) return end(End::unreadable);
    end(End::broken, curl_easy_strerror(code));
}

void Exchange::end(End end, const char* reason) {
    if (std::exchange(over_, true)) return;
    end_ = end;
    reason_ = reason;
}

// libcurl is C: nothing may be thrown through it. What its callbacks refuse ends the exchange.

std::size_t Exchange::on_bytes(char* bytes, std::size_t, std::size_t count, void* self) {
    Exchange& exchange = exchange_of(self);
    exchange.progress_ = Monotonic::now();
    try {
        if (exchange.transfer_->take({bytes, count})) return count;
    } catch (const std::bad_alloc&) {
        return CURL_WRITEFUNC_ERROR;
    }
    exchange.paused_ = true;
    return CURL_WRITEFUNC_PAUSE;
}

std::size_t Exchange::on_header(char* bytes, std::size_t, std::size_t count, void* self) {
    Exchange& exchange = exchange_of(self);
    exchange.progress_ = Monotonic::now();
    try {
        exchange.take_line({bytes, count});
    } catch (const std::bad_alloc&) {
        return CURL_WRITEFUNC_ERROR;
    }
    return count;
}

void Exchange::take_line(std::string_view line) {
    while (line.ends_with('\n') || line.ends_with('\r')) line.remove_suffix(1);
    if (line.empty()) transfer_->set_answer(answer_);
    if (line.starts_with("HTTP/")) {  // another one follows a 100 Continue
        answer_ = Answer();
        const std::size_t space = std::min(line.find(' '), line.size() - 1);
        std::from_chars(line.data() + space + 1, line.data() + line.size(), answer_.status);
    }
    const std::size_t colon = line.find(':');
    if (colon == line.npos) return;
    const std::string_view name = line.substr(0, colon), value = trim(line.substr(colon + 1));
    if (equal_ignoring_case(name, "etag")) answer_.etag = value;
    std::uint64_t length = 0;
    if (equal_ignoring_case(name, "content-length") &&
        std::from_chars(value.data(), value.data() + value.size(), length).ec == std::errc())
        answer_.length = length;
}

std::size_t Exchange::on_upload(char* room, std::size_t, std::size_t count, void* self) {
    Exchange& exchange = exchange_of(self);
    exchange.progress_ = Monotonic::now();
    const auto at = static_cast<off_t>(exchange.file_offset_);
    const ssize_t got = ::pread(exchange.file_.number(), room, count, at);
    // It is only asked for bytes that the file had, so an end is a file that was cut.
    if (got <= 0) return CURL_READFUNC_ABORT;
    exchange.file_offset_ += static_cast<std::uint64_t>(got);
    return static_cast<std::size_t>(got);
}

int Exchange::on_seek(void* self, curl_off_t offset, int origin) {
    if (origin != SEEK_SET) return CURL_SEEKFUNC_CANTSEEK;
    exchange_of(self).file_offset_ = static_cast<std::uint64_t>(offset);
    return CURL_SEEKFUNC_OK;
}

}  // namespace pictbook::blob
