// The process in which images are decoded: `pictbook decode-images`, which only Decoder starts (decoder.hpp).
#pragma once

namespace pictbook::media {

/// Takes jobs from kDecoderSocket until its other end is closed; each in a fork of its own. The status to end with.
int run_decoder();

}  // namespace pictbook::media
