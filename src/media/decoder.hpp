// Decoding in a process of its own, which has no network, no files, no secrets, and bounds of time and memory (sandbox.hpp).
// One process waits with libvips loaded, and forks for every image: an image that kills its decoder costs nobody else anything.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <filesystem>
#include <mutex>
#include <string>

#include "base/descriptor.hpp"
#include "base/result.hpp"
#include "media/decode.hpp"

namespace pictbook::media {

class Decoder {
public:
    /// `program` is a pictbook binary, by default the one that runs. Nothing is started before the first image.
    explicit Decoder(std::filesystem::path program = "/proc/self/exe");
    ~Decoder();
    Decoder(const Decoder&) = delete;
    Decoder& operator=(const Decoder&) = delete;

    /// As decode.hpp's examine(), elsewhere; an image whose decoder died, or took too long, is refused. Blocking, from any thread.
    /// Throws Unavailable when no process can be had.
    boost::system::result<Picture, std::string> examine(Format format, int descriptor);

    /// Starts the process if it doesn't run, and tells what decodes there: `libvips 8.14.1`. Throws Unavailable with the reason.
    std::string start();
    /// 0 while none runs.
    pid_t process() const;

private:
    struct Job {
        Descriptor answers;
        pid_t process;  // that it was handed over to
    };
    Job hand_over(Format format, int descriptor);
    /// Unless another one runs already.
    void give_up(pid_t process);
    void start_locked();
    void end_locked();

    std::filesystem::path program_;
    mutable std::mutex mutex_;
    Descriptor channel_;  // to the process
    pid_t process_ = 0;
    std::string what_;  // decodes there
};

}  // namespace pictbook::media
