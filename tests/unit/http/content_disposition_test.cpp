#include "http/content_disposition.hpp"

#include <gtest/gtest.h>

namespace pictbook::http {

TEST(ContentDisposition, HasASafeName) {  // ARCHIVE-3
    struct Row {
        std::string name, plain, encoded;
    };
    for (const auto& [name, plain, encoded] : std::vector<Row>{
             {"Summer in Kyoto", "Summer in Kyoto.zip", "Summer%20in%20Kyoto.zip"},
             {"Été 100%", "_t_ 100_.zip", "%C3%89t%C3%A9%20100%25.zip"},
             {"京都", "__.zip", "%E4%BA%AC%E9%83%BD.zip"},
             {"../../etc/passwd", "-..-etc-passwd.zip", "-..-etc-passwd.zip"},
             {"a\r\nSet-Cookie: b=c\"; x", "aSet-Cookie- b=c-; x.zip", "aSet-Cookie-%20b%3Dc-%3B%20x.zip"},
             {std::string("a\0b\x7F", 4), "ab.zip", "ab.zip"},
             {" . ..", "book.zip", "book.zip"},
             {"\n\n\n", "book.zip", "book.zip"},
             {std::string(120, 'x'), std::string(100, 'x') + ".zip", std::string(100, 'x') + ".zip"},
         })
        EXPECT_EQ(content_disposition("attachment", name, ".zip", "book"),
                  "attachment; filename=\"" + plain + "\"; filename*=UTF-8''" + encoded);
    EXPECT_EQ(content_disposition("inline", "1-ab.png", "", "photo"),
              "inline; filename=\"1-ab.png\"; filename*=UTF-8''1-ab.png");
}

}  // namespace pictbook::http
