// The process that decodes: what it costs when it dies, and what it can't do.
#include "media/decoder.hpp"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>

#include <filesystem>
#include <fstream>
#include <functional>
#include <iterator>

#include "media/file_bytes.hpp"
#include "media/sandbox.hpp"
#include "probing.hpp"
#include "support/comes_true.hpp"
#include "support/images.hpp"

namespace pictbook::media {

namespace {

class DecoderProcess : public Probing {
protected:
    /// What is said of an image that kills its decoder: AVIF is none of its formats, and it asserts that.
    std::string kill_one() {
        const FileBytes file(write(test::make_jpeg(8, 8)));
        return decoder_.examine(Format::avif, file.descriptor()).error();
    }

    Decoder decoder_{test::binary()};
};

/// [IMG-32]
TEST_F(DecoderProcess, AnImageThatKillsItsDecoderIsRefusedAlone) {
    EXPECT_EQ(kill_one(), "its decoder died");
    const pid_t process = decoder_.process();
    EXPECT_NE(process, 0);
    EXPECT_TRUE(probe(write(test::make_jpeg(8, 8)), decoder_));
    EXPECT_EQ(decoder_.process(), process) << "the process that forks has nothing to do with it";
}

/// [IMG-32]
TEST_F(DecoderProcess, IsStartedAgainWhenItWasKilled) {
    EXPECT_EQ(decoder_.process(), 0) << "started before the first image";
    ASSERT_TRUE(probe(write(test::make_png(8, 8)), decoder_));
    const pid_t first = decoder_.process();
    ::kill(first, SIGKILL);
    EXPECT_TRUE(probe(write(test::make_png(8, 8)), decoder_));
    EXPECT_NE(decoder_.process(), first);
}

TEST_F(DecoderProcess, HasNothingOfOurs) {
    const int open = ::open("/dev/null", O_RDONLY);  // without O_CLOEXEC
    EXPECT_THAT(decoder_.start(), testing::StartsWith("libvips 8."));
    const std::filesystem::path its = "/proc/" + std::to_string(decoder_.process());
    std::ifstream environment(its / "environ");
    EXPECT_EQ(environment.peek(), std::ifstream::traits_type::eof());
    const auto count = std::distance(std::filesystem::directory_iterator(its / "fd"), {});
    EXPECT_EQ(count, 4) << "three of /dev/null, and its socket";
    ::close(open);
}

TEST_F(DecoderProcess, OutlivesASignalToAllAndEndsWithUs) {
    pid_t process = 0;
    {
        Decoder decoder(test::binary());
        decoder.start();
        process = decoder.process();
        ::kill(process, SIGTERM);
        ::kill(process, SIGINT);
        EXPECT_TRUE(probe(write(test::make_png(8, 8)), decoder));
        EXPECT_EQ(decoder.process(), process);
    }
    EXPECT_NE(::kill(process, 0), 0);
}

TEST_F(DecoderProcess, ThatCantBeHadIsUnavailable) {
    const std::filesystem::path image = write(test::make_png(8, 8));
    Decoder none("/nonexistent"), another("/bin/true");
    EXPECT_THROW(static_cast<void>(probe(image, none)), Unavailable);
    EXPECT_THROW(static_cast<void>(probe(image, another)), Unavailable);
}

/// [IMG-34]
TEST_F(DecoderProcess, WithoutMemoryForAnyImageIsUnavailable) {
    decoder_.start();
    const rlimit none{.rlim_cur = 1 << 20, .rlim_max = 1 << 20};
    ASSERT_EQ(::prlimit(decoder_.process(), RLIMIT_AS, &none, nullptr), 0);
    const std::filesystem::path image = write(test::make_png(8, 8));
    EXPECT_THROW(static_cast<void>(probe(image, decoder_)), Unavailable);
}

/// How a confined process ends that does so.
int end_of(const std::function<void()>& act) {
    const pid_t child = ::fork();
    if (child == 0) {
        if (!confine()) ::_exit(99);
        act();
        ::_exit(0);
    }
    int status = 0;
    ::waitpid(child, &status, 0);
    return status;
}

struct Forbidden {
    std::string name;
    std::function<void()> act;
};

class Confined : public testing::Test {
protected:
    static void SetUpTestSuite() { prepare_confinement(); }
};

/// [IMG-33]
TEST_F(Confined, IsKilledForEverythingButComputing) {
    const Forbidden acts[] = {
        {"opening a file", [] { ::open("/etc/passwd", O_RDONLY); }},
        {"a socket", [] { ::socket(AF_INET, SOCK_STREAM, 0); }},
        {"another process", [] { ::fork(); }},
        {"another program", [] { ::execl("/bin/true", "true", nullptr); }},
        {"a signal", [] { ::kill(::getppid(), 0); }},
        {"writing to a file", [] { static_cast<void>(::write(1, "x", 1)); }},
        {"code of its own", [] { ::mmap(nullptr, 4096, PROT_READ | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0); }},
        {"deaf to the alarm", [] { ::signal(SIGALRM, SIG_IGN); }},
        {"other limits", [] { ::alarm(0); }},
    };
    for (const auto& [name, act] : acts) {
        const int status = end_of(act);
        EXPECT_EQ(WIFSIGNALED(status) && WTERMSIG(status) == SIGSYS, kFilters) << name << ": " << status;
    }
}

/// [IMG-33]
TEST_F(Confined, MayComputeAndHaveMemory) {
    const int status = end_of([] {
        std::string bytes(64u << 20, 'x');
        if (bytes.find('y') != bytes.npos) ::_exit(1);
    });
    EXPECT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) == 0) << status;
}

/// [IMG-33]
TEST_F(Confined, HasBoundsOfTimeAndMemory) {
    int both[2];
    ASSERT_EQ(::pipe(both), 0);
    const pid_t child = ::fork();
    if (child == 0) {
        char byte = 0;
        ::close(both[1]);
        if (confine()) static_cast<void>(::read(both[0], &byte, 1));  // until we have looked
        ::_exit(0);
    }
    ::close(both[0]);
    const auto most = [child](__rlimit_resource resource) {
        rlimit limits{};
        ::prlimit(child, resource, nullptr, &limits);
        return limits.rlim_max;
    };
    EXPECT_TRUE(test::comes_true([&] { return most(RLIMIT_CPU) == kMostDecodingCpuSeconds; }));
    EXPECT_TRUE(test::comes_true([&] { return most(RLIMIT_FSIZE) == 0; }));
    EXPECT_TRUE(test::comes_true([&] { return most(RLIMIT_DATA) == kMostDecodingBytes || test::is_sanitized(); }));
    ::close(both[1]);
    ::waitpid(child, nullptr, 0);
}

}  // namespace

}  // namespace pictbook::media
