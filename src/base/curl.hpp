// libcurl's handles with an owner. Only headers: who uses them links libcurl.
#pragma once

#include <curl/curl.h>

#include <memory>
#include <new>
#include <string>

namespace pictbook {

struct FreeCurl {
    void operator()(CURL* easy) const { curl_easy_cleanup(easy); }
    void operator()(curl_slist* lines) const { curl_slist_free_all(lines); }
};
using CurlHandle = std::unique_ptr<CURL, FreeCurl>;

/// Once, whichever thread is first. Throws std::bad_alloc.
inline void bring_up_curl() {
    static const CURLcode ready = curl_global_init(CURL_GLOBAL_DEFAULT);
    if (ready != CURLE_OK) throw std::bad_alloc();
}

/// Throws std::bad_alloc.
inline CurlHandle make_curl_handle() {
    bring_up_curl();
    CurlHandle easy(curl_easy_init());
    if (!easy) throw std::bad_alloc();
    return easy;
}

/// Header lines or recipients; a handle that is given them must not outlive them.
class CurlLines {
public:
    /// Throws std::bad_alloc; what was there stays.
    void add(const std::string& line) {
        curl_slist* const former = lines_.release();
        curl_slist* const longer = curl_slist_append(former, line.c_str());
        lines_.reset(longer ? longer : former);
        if (!longer) throw std::bad_alloc();
    }
    curl_slist* get() const { return lines_.get(); }

private:
    std::unique_ptr<curl_slist, FreeCurl> lines_;
};

}  // namespace pictbook
