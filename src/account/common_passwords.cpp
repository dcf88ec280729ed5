#include "account/common_passwords.hpp"

#include <algorithm>
#include <string>

#include "account/passwords.hpp"
#include "web/assets.hpp"

namespace pictbook::account {

namespace {

/// Shorter words, as initials, are in too many passwords by chance.
constexpr std::ptrdiff_t kLeastLetters = 3;

/// Digits and signs of ASCII are none, everything beyond ASCII is.
bool is_word_letter(char folded) { return (folded >= 'a' && folded <= 'z') || (folded & 0x80) != 0; }

std::string letters_of(std::string_view folded) {
    std::string out;
    for (const char c : folded)
        if (is_word_letter(c)) out.push_back(c);
    return out;
}

std::ptrdiff_t count_letters(std::string_view letters) {
    return std::ranges::count_if(letters, [](char c) { return (c & 0xC0) != 0x80; });
}

bool is_listed(std::string_view line) {
    std::string_view left = web::common_passwords();
    while (!left.empty()) {
        const std::size_t before = left.substr(0, left.size() / 2).rfind('\n');
        const std::size_t begin = before == left.npos ? 0 : before + 1;
        const std::size_t end = left.find('\n', begin);
        const int order = line.compare(left.substr(begin, end - begin));
        if (order == 0) return true;
        left = order < 0 ? left.substr(0, begin) : left.substr(end + 1);
    }
    return false;
}

/// A password that may be made of words, with and without what is between them.
struct Guessed {
    std::string whole, letters;

    bool is(std::string_view word) const {
        if (word.empty()) return false;
        const std::string core = letters_of(word);
        return whole == word || (letters == core && count_letters(core) >= kLeastLetters);
    }
    /// The text, or one of its words.
    bool is_of(std::string_view text) const {
        if (is(text)) return true;
        std::size_t begin = 0;
        for (std::size_t i = 0; i <= text.size(); ++i) {
            if (i < text.size() && is_word_letter(text[i])) continue;
            if (is(text.substr(begin, i - begin))) return true;
            begin = i + 1;
        }
        return false;
    }
};

}  // namespace

bool is_easy_to_guess(std::string_view password, std::string_view email, std::string_view name) {
    Guessed guessed;
    guessed.whole = folded_form(password);
    guessed.letters = letters_of(guessed.whole);
    if (is_listed(guessed.whole)) return true;
    for (const std::string_view product : {"pictbook", "pictshare", "pictshare book"})
        if (guessed.is(product)) return true;
    const std::string address = folded_form(email);
    const std::string_view local = std::string_view(address).substr(0, address.find('@'));
    return guessed.is(address) || guessed.is_of(local) || guessed.is_of(folded_form(name));
}

}  // namespace pictbook::account
