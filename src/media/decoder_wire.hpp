// What the server and its decoder process say to each other: one message each, of a fixed size, over AF_UNIX sockets that
// keep messages apart. Both ends are the same program.
#pragma once

#include <array>
#include <cstdint>

#include "media/format.hpp"

namespace pictbook::media {

/// To the process, with two descriptors: the image, and the socket for its answers.
struct DecoderJob {
    Format format;
};

struct DecoderAnswer {
    enum class Kind : std::uint8_t {
        ready,    // of the process: it takes jobs; `text` says what it decodes with
        failed,   // of the process: it can't start, `text` says why; of a job: there is no memory or no process for it
        begun,    // of a job: what is silent from here on has died of its image
        picture,  // of a job: the numbers
        refused,  // of a job: `text` says why
    };
    Kind kind = Kind::failed;
    std::int32_t width = 0, height = 0;
    std::int32_t orientation = 0;  // 0: none
    std::array<char, 256> text{};  // ends with a zero
};

/// The descriptor of the process's own socket.
inline constexpr int kDecoderSocket = 3;

}  // namespace pictbook::media
