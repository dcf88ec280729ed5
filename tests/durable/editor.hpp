// What somebody does to a book: commands of every type, on elements that all share and on one's own.
#pragma once

#include <deque>
#include <random>
#include <string>

namespace pictbook::test {

class Editor {
public:
    /// Its elements are told from others' by the number; the same one does the same in every run.
    explicit Editor(std::size_t number) : number_(number), random_(static_cast<unsigned>(number)) {}

    struct Edit {
        std::string type, payload;
    };
    /// `number`: of the command that it will be.
    Edit next(std::int64_t number);

private:
    Edit simple();
    Edit update();
    Edit create_or_delete();
    Edit reorder();
    Edit batch();
    std::string any_id();
    std::size_t draw(std::size_t below) { return random_() % below; }

    std::size_t number_;
    std::mt19937 random_;
    std::deque<std::string> own_;
    int made_ = 0;
};

}  // namespace pictbook::test
