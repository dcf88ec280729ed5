// What every blob store lists, run against each driver (docs/spec/store.md).
#include <gmock/gmock.h>

#include <algorithm>

#include "contract/blobs_suite.hpp"

namespace pictbook::blob {

namespace {

std::vector<std::string> keys_of(const std::vector<Listed>& found) {
    std::vector<std::string> keys;
    for (const Listed& each : found) keys.push_back(each.key);
    return keys;
}

}  // namespace

TEST_P(BlobsContract, ListsInTheOrderOfTheKeysBytes) {  // DB-19
    // '-' and '.' come before the slash, letters behind it.
    const std::vector<std::string> names{"b", "a-b", "a/z", "a/b/c", "a.b", "a~", "a/b.c", "ab", "a b", "ü", "A"};
    std::vector<std::string> keys;
    for (const std::string& name : names) {
        keys.push_back(make_key(name));
        put(keys.back(), name);
    }
    std::sort(keys.begin(), keys.end());
    const std::vector<Listed> all = run(blobs_->list(make_key(""), "", 1000));
    EXPECT_EQ(keys_of(all), keys);
    for (const Listed& each : all) EXPECT_EQ(each.size, each.key.size() - make_key("").size()) << each.key;
    EXPECT_EQ(keys_of(run(blobs_->list(make_key("a/"), "", 1000))),
              (std::vector<std::string>{make_key("a/b.c"), make_key("a/b/c"), make_key("a/z")}));
    EXPECT_TRUE(run(blobs_->list(make_key("nothing"), "", 1000)).empty());
}

TEST_P(BlobsContract, ListsInPages) {  // DB-19
    std::vector<std::string> keys;
    for (int i = 10; i < 35; ++i) {
        keys.push_back(make_key(std::to_string(i % 3) + "/" + std::to_string(i)));
        put(keys.back(), "x");
    }
    std::sort(keys.begin(), keys.end());
    std::vector<std::string> found;
    for (std::string after;;) {
        const std::vector<std::string> page = keys_of(run(blobs_->list(make_key(""), after, 7)));
        EXPECT_LE(page.size(), 7u);
        found.insert(found.end(), page.begin(), page.end());
        if (page.size() < 7) break;
        after = page.back();
    }
    EXPECT_EQ(found, keys);
    const std::string between = make_key("1/105");  // after what is not there, too
    const std::vector<std::string> rest = keys_of(run(blobs_->list(make_key(""), between, 1000)));
    EXPECT_EQ(rest, std::vector<std::string>(std::upper_bound(keys.begin(), keys.end(), between), keys.end()));
}

TEST_P(BlobsContract, ListsOddKeysAsTheyAre) {  // DB-19
    for (const std::string& name : odd_names()) put(make_key(name), "x");
    std::vector<std::string> keys;
    for (const std::string& name : odd_names()) keys.push_back(make_key(name));
    std::sort(keys.begin(), keys.end());
    EXPECT_EQ(keys_of(run(blobs_->list(make_key(""), "", 1000))), keys);
}

TEST_P(BlobsContract, ListsTheAgeOfObjects) {  // DB-19
    const Time before = now();
    put(make_key(), "x");
    const std::vector<Listed> found = run(blobs_->list(make_key(""), "", 10));
    ASSERT_EQ(found.size(), 1u);
    EXPECT_GE(found[0].stored, before - Seconds(2));  // some stores know whole seconds only
    EXPECT_LE(found[0].stored, now() + Seconds(2));
}

}  // namespace pictbook::blob
