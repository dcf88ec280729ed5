#include "db/postgres_connection.hpp"

#include <sys/socket.h>

#include <cerrno>
#include <charconv>
#include <cstring>

namespace pictbook::db {

namespace asio = boost::asio;
using asio::posix::stream_descriptor;

namespace {

constexpr std::size_t kWeightOfWrite = 8;
constexpr Milliseconds kGrace{2000};  // for the server to give a statement up before we do

std::size_t weight_of(const PostgresCommand& command) { return command.writes ? kWeightOfWrite : 1; }

/// Each of those that were on their way is told something, also where there is no memory for it.
std::exception_ptr lost_failure(bool in_doubt) noexcept {
    try {
        return connection_lost(in_doubt);
    } catch (...) {
        return std::current_exception();
    }
}

}  // namespace

PostgresConnection::PostgresConnection(PostgresHandle handle, const asio::any_io_executor& executor,
                                       Milliseconds deadline)
    : handle_(std::move(handle)),
      descriptor_(executor, PQsocket(handle_.get())),
      timer_(executor),
      deadline_(deadline + kGrace) {
    PQsetnonblocking(handle_.get(), 1);
    PQenterPipelineMode(handle_.get());
}

PostgresConnection::~PostgresConnection() { abandon(); }

asio::awaitable<void> PostgresConnection::run(PostgresCommand& command) {
    auto start = [&](Wake wake) {
        command.wake = std::move(wake);
        send(command);
    };
    co_await suspend(start);
}

void PostgresConnection::send(PostgresCommand& command) {
    command.since = Monotonic::now();
    on_their_way_.push_back(&command);
    load_ += weight_of(command);
    try {
        if (!handle_ || !send_parts(command)) return close();
        flush();
        if (!handle_) return;
        wait_readable();
        watch();
    } catch (const std::exception&) {
        close();  // some of it may have been sent, and nobody may know the command once its caller has left
    }
}

/// BEGIN and the statement's preparation, if they are needed, and the statement are one transaction up to the sync: when one
/// of them fails, those behind it don't run.
bool PostgresConnection::send_parts(PostgresCommand& command) {
    PGconn* handle = handle_.get();
    if (command.opens) {
        if (PQsendQueryParams(handle, "BEGIN", 0, nullptr, nullptr, nullptr, nullptr, 0) == 0) return false;
        command.begins = true;
    }
    const auto [found, is_new] = prepared_.try_emplace(Key(command.text.data(), command.text.size()));
    Prepared& prepared = found->second;
    if (is_new) {
        prepared.name = "s" + std::to_string(next_name_++);
        if (PQsendPrepare(handle, prepared.name.c_str(), command.text.data(), 0, nullptr) == 0) return false;
        command.prepares = true;
    }
    const PostgresArguments& arguments = command.arguments;
    return PQsendQueryPrepared(handle, prepared.name.c_str(), arguments.count(), arguments.pointers(), nullptr, nullptr,
                               0) != 0 &&
           PQpipelineSync(handle) != 0;
}

void PostgresConnection::flush() {
    const int left = PQflush(handle_.get());
    if (left < 0) return close();
    if (left == 0 || writing_) return;
    writing_ = true;
    descriptor_.async_wait(stream_descriptor::wait_write,
                           [self = shared_from_this()](const boost::system::error_code& error) {
                               self->writing_ = false;
                               if (!error && self->handle_) self->flush();
                           });
}

/// All the time while something is on its way, also while we write: the server may have to write before it reads on.
void PostgresConnection::wait_readable() {
    if (reading_) return;
    reading_ = true;
    descriptor_.async_wait(stream_descriptor::wait_read,
                           [self = shared_from_this()](const boost::system::error_code& error) {
                               self->reading_ = false;
                               if (error || !self->handle_) return;
                               self->take_results();
                               if (self->handle_ && !self->on_their_way_.empty()) self->wait_readable();
                           });
}

/// Ends a connection whose oldest statement has no answer in time: the server or the way to it is gone.
void PostgresConnection::watch() {
    if (watching_) return;
    watching_ = true;
    timer_.expires_at(on_their_way_.front()->since + deadline_);
    timer_.async_wait([self = shared_from_this()](const boost::system::error_code&) {
        self->watching_ = false;
        if (!self->handle_ || self->on_their_way_.empty()) return;
        if (Monotonic::now() - self->on_their_way_.front()->since >= self->deadline_) return self->close();
        self->watch();
    });
}

void PostgresConnection::take_results() {
    if (PQconsumeInput(handle_.get()) == 0) return close();
    int ends = 0;  // of one statement's results; two in a row only when there is nothing more to come
    while (!on_their_way_.empty() && PQisBusy(handle_.get()) == 0) {
        const PostgresResult result(PQgetResult(handle_.get()));
        if (result) {
            ends = 0;
            take_result(*on_their_way_.front(), result.get());
        } else if (PQstatus(handle_.get()) == CONNECTION_BAD || ++ends > 2) {
            return close();
        }
    }
    if (on_their_way_.empty()) timer_.cancel();
}

void PostgresConnection::take_result(PostgresCommand& command, const PGresult* result) {
    switch (PQresultStatus(result)) {
        case PGRES_PIPELINE_SYNC:
            return finish_first();
        case PGRES_PIPELINE_ABORTED:
            return;
        case PGRES_COMMAND_OK:
        case PGRES_TUPLES_OK:
            if (std::exchange(command.begins, false) || std::exchange(command.prepares, false)) return;
            return take_rows(command, result);
        default:
            return fail(command, result);
    }
}

void PostgresConnection::take_rows(PostgresCommand& command, const PGresult* result) {
    const auto found = prepared_.find(Key(command.text.data(), command.text.size()));
    std::optional<PostgresColumns> own;  // when one before it made us forget the statement
    std::optional<PostgresColumns>& columns = found == prepared_.end() ? own : found->second.columns;
    if (!columns) columns = read_columns(result);
    try {
        command.rows = read_rows(*columns, result);
    } catch (...) {
        command.failure = PostgresFailure{std::current_exception()};
        return;
    }
    command.tag = PQcmdStatus(const_cast<PGresult*>(result));
    if (!command.writes) return;
    const std::string_view count = PQcmdTuples(const_cast<PGresult*>(result));
    std::from_chars(count.data(), count.data() + count.size(), command.rows.changed);
}

void PostgresConnection::fail(PostgresCommand& command, const PGresult* result) {
    if (command.failure) return;
    const char* state = PQresultErrorField(result, PG_DIAG_SQLSTATE);
    const char* message = PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY);
    // No state: libpq itself found the connection broken.
    command.failure = make_postgres_failure(state ? state : "08006", message ? message : "", command.text);
    const bool forget = command.prepares || command.failure->remedy == PostgresFailure::Remedy::prepare;
    if (forget) prepared_.erase(Key(command.text.data(), command.text.size()));
    if (command.failure->remedy == PostgresFailure::Remedy::reconnect) is_unfit_ = true;
}

void PostgresConnection::finish_first() {
    PostgresCommand& command = *on_their_way_.front();
    on_their_way_.pop_front();
    load_ -= weight_of(command);
    const Wake wake = std::move(command.wake);
    wake();
}

bool PostgresConnection::is_alive() {
    for (int tries = 0; handle_ && tries < 3; ++tries) {
        char byte;
        const ssize_t size = ::recv(PQsocket(handle_.get()), &byte, 1, MSG_PEEK | MSG_DONTWAIT);
        if (size < 0 && (errno == EAGAIN || errno == EWOULDBLOCK)) return true;
        // A setting's change or a notice; an end of the connection is seen by the next look.
        if (size <= 0 || PQconsumeInput(handle_.get()) == 0) break;
    }
    close();
    return false;
}

/// Gives what was on its way. libpq owns the socket; the event loop forgets it first.
std::deque<PostgresCommand*> PostgresConnection::let_go() {
    if (handle_) descriptor_.release();
    handle_.reset();
    timer_.cancel();
    load_ = 0;
    return std::exchange(on_their_way_, {});
}

void PostgresConnection::close() {
    for (PostgresCommand* command : let_go()) {
        command->lost = true;
        command->failure = PostgresFailure{lost_failure(command->commits)};
        const Wake wake = std::move(command->wake);
        wake();
    }
}

void PostgresConnection::abandon() {
    std::vector<Wake> ended;
    for (PostgresCommand* command : let_go()) ended.push_back(std::move(command->wake));
}

}  // namespace pictbook::db
