#include "segments.hpp"

// The kernel's own header, which knows the counter; the C library's, which doesn't, can't stand beside it.
#include <linux/tcp.h>
#include <netinet/in.h>
#include <sys/socket.h>

namespace pictbook::bench {

std::uint64_t segments_of(int descriptor) {
    tcp_info info{};
    socklen_t size = sizeof info;
    ::getsockopt(descriptor, IPPROTO_TCP, TCP_INFO, &info, &size);
    return info.tcpi_data_segs_in;
}

}  // namespace pictbook::bench
