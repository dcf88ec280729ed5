// A picture's bytes, written to a file and probed.
#pragma once

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>

#include "media/image.hpp"
#include "support/binary.hpp"

namespace pictbook::media {

class Probing : public testing::Test {
protected:
    void SetUp() override {
        std::string pattern = (std::filesystem::temp_directory_path() / "pictbook-media-XXXXXX").string();
        ASSERT_NE(::mkdtemp(pattern.data()), nullptr);
        folder_ = pattern;
    }
    void TearDown() override { std::filesystem::remove_all(folder_); }

    std::filesystem::path write(std::string_view bytes, const std::string& name = "upload") {
        const std::filesystem::path file = folder_ / name;
        std::ofstream(file, std::ios::binary) << bytes;
        return file;
    }

    Result<ImageInfo> probe_bytes(std::string_view bytes) { return probe(write(bytes), decoder()); }

    /// The public message of a refusal, or what it was taken for.
    std::string refusal(std::string_view bytes) {
        const Result<ImageInfo> info = probe_bytes(bytes);
        if (info) return "taken as " + info->mime_type;
        EXPECT_EQ(info.error().fault, Fault::bad_request);
        EXPECT_EQ(info.error().shape, Shape::json);
        return info.error().message;
    }

    /// One for all tests of the program.
    static Decoder& decoder() {
        static Decoder all(test::binary());
        return all;
    }

    std::filesystem::path folder_;
};

inline constexpr const char* kNoImage = "Failed to upload images";
inline constexpr const char* kNoSize = "Invalid image dimensions";

}  // namespace pictbook::media
