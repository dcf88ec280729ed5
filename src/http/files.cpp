#include "http/files.hpp"

#include "http/multipart.hpp"

namespace pictbook::http {

using boost::asio::awaitable;

namespace {

Error not_files(const FileRule& rule, std::string summary) {
    Error error{Fault::invalid, "Expected kind 'Files'"};
    error.on = "body";
    error.issues.push_back({"/" + std::string(rule.field), error.message, std::move(summary), "[]", "null"});
    return error;
}

/// Notes which bytes of a fed text belong to which file; the caller writes them before it feeds on.
class Collector : public PartVisitor {
public:
    explicit Collector(const FileRule& rule) : rule_(rule) {}

    void begin(PartHeader header) override {
        wanted_ = header.name == rule_.field && header.filename.has_value();
        if (wanted_) sizes_.push_back(0);
    }
    void data(std::string_view bytes) override {
        if (!wanted_) return;
        sizes_.back() += bytes.size();
        pieces.emplace_back(sizes_.size() - 1, bytes);
    }
    void end() override { wanted_ = false; }

    std::size_t files() const { return sizes_.size(); }
    bool fits() const {
        return sizes_.size() <= rule_.most &&
               (sizes_.empty() || *std::max_element(sizes_.begin(), sizes_.end()) <= rule_.most_bytes);
    }

    std::vector<std::pair<std::size_t, std::string_view>> pieces;  // file number and bytes

private:
    const FileRule& rule_;
    std::vector<std::uint64_t> sizes_;
    bool wanted_ = false;
};

awaitable<void> store_pieces(Spool& spool, Collector& collector, std::vector<SpooledFile>& files) {
    while (files.size() < collector.files()) {
        SpooledFile file = co_await spool.create();
        files.push_back(std::move(file));
    }
    for (const auto& [number, bytes] : collector.pieces) co_await spool.append(files[number], bytes);
    collector.pieces.clear();
}

}  // namespace

awaitable<Result<std::vector<SpooledFile>>> receive_files(Request& request, FileRule rule) {
    if (!is_multipart_form(request.headers.get("Content-Type")))
        co_return not_files(rule, "The body must be multipart/form-data");
    const Result<std::string> boundary = multipart_boundary(request.headers.get("Content-Type"));
    if (!boundary) co_return boundary.error();
    Collector collector(rule);
    MultipartParser parser(*boundary, collector);
    std::vector<SpooledFile> files;
    for (;;) {
        const Result<std::string_view> chunk = co_await request.body->next();
        if (!chunk) co_return chunk.error();
        if (chunk->empty()) break;
        const Result<void> fed = parser.feed(*chunk);
        if (!fed) co_return fed.error();
        if (!collector.fits())
            co_return not_files(rule, "At most " + std::to_string(rule.most) + " files of at most " +
                                          std::to_string(rule.most_bytes >> 20) + " MiB each");
        co_await store_pieces(*request.spool, collector, files);
    }
    const Result<void> whole = parser.finish();
    if (!whole) co_return whole.error();
    if (files.empty()) co_return not_files(rule, "There is no file in the field '" + std::string(rule.field) + "'");
    co_return std::move(files);
}

}  // namespace pictbook::http
