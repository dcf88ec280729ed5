#include "media/decoder.hpp"

#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/wait.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <system_error>

#include "base/clock.hpp"
#include "base/log.hpp"
#include "media/decoder_wire.hpp"
#include "media/image.hpp"
#include "media/sandbox.hpp"

namespace pictbook::media {

namespace {

constexpr Seconds kStartDeadline{20};
/// After this the kernel has ended a job already (sandbox.hpp); only a machine that stands still comes here.
constexpr Seconds kAnswerDeadline{kMostDecodingSeconds + 10};

std::pair<Descriptor, Descriptor> make_sockets() {
    int both[2];
    if (::socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, both) != 0)
        throw Unavailable("Images can't be looked at: no socket");
    return {Descriptor(both[0]), Descriptor(both[1])};
}

/// Nothing when the other end is gone; a text of it ends within its bounds.
std::optional<DecoderAnswer> receive(const Descriptor& from, Monotonic::time_point end) {
    for (;;) {
        const auto left = std::chrono::ceil<Milliseconds>(end - Monotonic::now()).count();
        pollfd wait{.fd = from.number(), .events = POLLIN, .revents = 0};
        const int count = ::poll(&wait, 1, static_cast<int>(std::max<std::int64_t>(left, 0)));
        if (count < 0 && errno == EINTR) continue;
        if (count <= 0) throw Unavailable("The image decoder does not answer");
        DecoderAnswer answer;
        const ssize_t size = ::recv(from.number(), &answer, sizeof answer, MSG_DONTWAIT);
        if (size < 0 && (errno == EINTR || errno == EAGAIN)) continue;
        if (size != static_cast<ssize_t>(sizeof answer)) return std::nullopt;
        answer.text.back() = '\0';
        return answer;
    }
}

bool send_job(const Descriptor& to, DecoderJob job, int image, int answers) {
    iovec data{.iov_base = &job, .iov_len = sizeof job};
    const std::array<int, 2> descriptors{image, answers};
    alignas(cmsghdr) std::array<char, CMSG_SPACE(sizeof descriptors)> control{};
    msghdr message{};
    message.msg_iov = &data;
    message.msg_iovlen = 1;
    message.msg_control = control.data();
    message.msg_controllen = control.size();
    cmsghdr* const header = CMSG_FIRSTHDR(&message);
    header->cmsg_level = SOL_SOCKET;
    header->cmsg_type = SCM_RIGHTS;
    header->cmsg_len = CMSG_LEN(sizeof descriptors);
    std::memcpy(CMSG_DATA(header), descriptors.data(), sizeof descriptors);
    ssize_t sent = -1;
    do sent = ::sendmsg(to.number(), &message, MSG_NOSIGNAL);
    while (sent < 0 && errno == EINTR);
    return sent == static_cast<ssize_t>(sizeof job);
}

/// Owns what posix_spawn is told.
class Spawn {
public:
    Spawn() {
        ::posix_spawn_file_actions_init(&actions_);
        ::posix_spawnattr_init(&attributes_);
    }
    ~Spawn() {
        ::posix_spawnattr_destroy(&attributes_);
        ::posix_spawn_file_actions_destroy(&actions_);
    }
    Spawn(const Spawn&) = delete;
    Spawn& operator=(const Spawn&) = delete;

    /// With that socket and no other descriptor of ours, nothing of our environment, and in a process group of its own, so that
    /// Ctrl-C reaches it through us.
    pid_t run(const std::filesystem::path& program, const Descriptor& socket) {
        for (int standard = 0; standard < 3; ++standard)
            ::posix_spawn_file_actions_addopen(&actions_, standard, "/dev/null", O_RDWR, 0);
        ::posix_spawn_file_actions_adddup2(&actions_, socket.number(), kDecoderSocket);
        ::posix_spawn_file_actions_addclosefrom_np(&actions_, kDecoderSocket + 1);
        ::posix_spawnattr_setflags(&attributes_, POSIX_SPAWN_SETPGROUP);
        std::array<char, 9> name{"pictbook"};
        std::array<char, 14> command{"decode-images"};
        const std::array<char*, 3> words{name.data(), command.data(), nullptr};
        const std::array<char*, 1> environment{nullptr};
        pid_t process = 0;
        const int error =
            ::posix_spawn(&process, program.c_str(), &actions_, &attributes_, words.data(), environment.data());
        if (error != 0)
            throw Unavailable("The image decoder can't be started: " + std::generic_category().message(error));
        return process;
    }

private:
    posix_spawn_file_actions_t actions_{};
    posix_spawnattr_t attributes_{};
};

}  // namespace

Decoder::Decoder(std::filesystem::path program) : program_(std::move(program)) {}

Decoder::~Decoder() { end_locked(); }

std::string Decoder::start() {
    const std::lock_guard lock(mutex_);
    start_locked();
    return what_;
}

pid_t Decoder::process() const {
    const std::lock_guard lock(mutex_);
    return process_;
}

void Decoder::start_locked() {
    if (process_ != 0) return;
    auto [ours, its] = make_sockets();
    process_ = Spawn().run(program_, its);
    channel_ = std::move(ours);
    its = Descriptor();
    std::optional<DecoderAnswer> answer;
    try {
        answer = receive(channel_, Monotonic::now() + kStartDeadline);
    } catch (...) {
        end_locked();
        throw;
    }
    if (answer && answer->kind == DecoderAnswer::Kind::ready) {
        what_ = answer->text.data();
        return;
    }
    end_locked();
    throw Unavailable(std::string("The image decoder does not start: ") + (answer ? answer->text.data() : "it died"));
}

void Decoder::end_locked() {
    if (process_ == 0) return;
    ::kill(process_, SIGKILL);
    while (::waitpid(process_, nullptr, 0) < 0 && errno == EINTR) continue;
    process_ = 0;
    channel_ = Descriptor();
}

Decoder::Job Decoder::hand_over(Format format, int descriptor) {
    const std::lock_guard lock(mutex_);
    auto [ours, its] = make_sockets();
    for (int attempt = 0; attempt < 2; ++attempt) {
        start_locked();
        if (send_job(channel_, {format}, descriptor, its.number())) return {std::move(ours), process_};
        log::warning("the image decoder had ended and is started again");
        end_locked();
    }
    throw Unavailable("The image decoder ends as soon as it is started");
}

void Decoder::give_up(pid_t process) {
    const std::lock_guard lock(mutex_);
    if (process_ == process) end_locked();
}

boost::system::result<Picture, std::string> Decoder::examine(Format format, int descriptor) {
    for (int attempt = 0; attempt < 2; ++attempt) {
        const Job job = hand_over(format, descriptor);
        const auto end = Monotonic::now() + kAnswerDeadline;
        const std::optional<DecoderAnswer> begun = receive(job.answers, end);
        if (!begun) {  // the process died with the job in its hands, and may not have let go of its socket yet
            log::warning("the image decoder ended and is started again");
            give_up(job.process);
            continue;
        }
        if (begun->kind != DecoderAnswer::Kind::begun)
            throw Unavailable("Images can't be decoded: not enough memory, or no process is left");
        const std::optional<DecoderAnswer> answer = receive(job.answers, end);
        if (!answer) {
            log::warning("a decoder died of an image", {{"format", mime_type(format)}});
            return std::string("its decoder died");
        }
        if (answer->kind != DecoderAnswer::Kind::picture) return std::string(answer->text.data());
        Picture picture{answer->width, answer->height, std::nullopt};
        if (answer->orientation >= 1 && answer->orientation <= 8) picture.orientation = answer->orientation;
        return picture;
    }
    throw Unavailable("The image decoder does not take images");
}

}  // namespace pictbook::media
