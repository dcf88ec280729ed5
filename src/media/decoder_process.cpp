#include "media/decoder_process.hpp"

#include <signal.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <exception>
#include <string_view>

#include "base/descriptor.hpp"
#include "media/decode.hpp"
#include "media/decoder_wire.hpp"
#include "media/sandbox.hpp"

namespace pictbook::media {

namespace {

struct ReceivedJob {
    Format format{};
    Descriptor image{}, answers{};  // none: nothing more comes
};

ReceivedJob receive_job() {
    DecoderJob job{};
    iovec data{.iov_base = &job, .iov_len = sizeof job};
    std::array<int, 2> descriptors{-1, -1};
    alignas(cmsghdr) std::array<char, CMSG_SPACE(sizeof descriptors)> control{};
    msghdr message{};
    message.msg_iov = &data;
    message.msg_iovlen = 1;
    message.msg_control = control.data();
    message.msg_controllen = control.size();
    ssize_t size = -1;
    do size = ::recvmsg(kDecoderSocket, &message, MSG_CMSG_CLOEXEC);
    while (size < 0 && errno == EINTR);
    const cmsghdr* const header = CMSG_FIRSTHDR(&message);
    if (size != static_cast<ssize_t>(sizeof job) || header == nullptr ||
        header->cmsg_len != CMSG_LEN(sizeof descriptors))
        return {};
    std::memcpy(descriptors.data(), CMSG_DATA(header), sizeof descriptors);
    return {job.format, Descriptor(descriptors[0]), Descriptor(descriptors[1])};
}

DecoderAnswer answer_of(DecoderAnswer::Kind kind, std::string_view text = {}) {
    DecoderAnswer answer;
    answer.kind = kind;
    text.copy(answer.text.data(), answer.text.size() - 1);
    return answer;
}

/// Nobody to tell when it fails: the other end has left.
void send_answer(int socket, const DecoderAnswer& answer) { ::send(socket, &answer, sizeof answer, MSG_NOSIGNAL); }

/// Where a limit of the whole service leaves less than any picture needs, no image is to blame. Mapped and not touched: it costs
/// nothing but addresses.
bool has_memory() {
    constexpr std::size_t kLeastMemory = 64u << 20;
    void* const asked = ::mmap(nullptr, kLeastMemory, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    return asked != MAP_FAILED && ::munmap(asked, kLeastMemory) == 0;
}

[[noreturn]] void do_job(const ReceivedJob& job) {
    const int answers = job.answers.number();
    ::close(kDecoderSocket);  // the jobs of others
    if (!has_memory()) {
        send_answer(answers, answer_of(DecoderAnswer::Kind::failed));
        ::_exit(1);
    }
    if (!confine()) ::_exit(1);  // as a process that died before it began
    send_answer(answers, answer_of(DecoderAnswer::Kind::begun));
    const auto picture = examine(job.format, job.image.number());
    DecoderAnswer answer = answer_of(DecoderAnswer::Kind::refused, picture ? std::string_view() : picture.error());
    if (picture) {
        answer.kind = DecoderAnswer::Kind::picture;
        answer.width = picture->width;
        answer.height = picture->height;
        answer.orientation = picture->orientation.value_or(0);
    }
    send_answer(answers, answer);
    ::_exit(0);
}

}  // namespace

int run_decoder() {
    // It ends with the server, whose socket closes, and not when a service manager or a terminal tells all processes to: an upload
    // that is under way is finished.
    for (const int signal : {SIGTERM, SIGINT, SIGHUP}) ::signal(signal, SIG_IGN);
    ::signal(SIGCHLD, SIG_IGN);  // nobody waits for the forks
    try {
        start_libvips();
        prepare_confinement();
    } catch (const std::exception& error) {
        send_answer(kDecoderSocket, answer_of(DecoderAnswer::Kind::failed, error.what()));
        return 1;
    }
    send_answer(kDecoderSocket, answer_of(DecoderAnswer::Kind::ready, "libvips " + libvips_version()));
    for (;;) {
        const ReceivedJob job = receive_job();
        if (!job.answers) ::_exit(0);
        const pid_t child = ::fork();
        if (child == 0) do_job(job);
        if (child < 0) send_answer(job.answers.number(), answer_of(DecoderAnswer::Kind::failed));
    }
}

}  // namespace pictbook::media
