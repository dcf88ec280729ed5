// How a trace finds its way through coroutines: it is a part of the executor that they run on. Whatever they await keeps that
// executor, so a database or a pool, some calls below the connection, can ask for it; what is spawned on another executor has
// left the trace. A value that travels by itself is worth the odd executor: no function between has a parameter for it, and
// where tracing is off there is no such executor and nothing is paid.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/io_context.hpp>

#include "base/trace.hpp"

namespace pictbook::trace {

/// Runs everything on `Inner`. As small as any_io_executor holds without an allocation.
template <class Inner>
class Executor {
public:
    Executor(Inner inner, Pointer trace) noexcept : inner_(std::move(inner)), trace_(std::move(trace)) {}

    Executor(const Executor&) noexcept = default;  // intrusive_ptr forgets to say so
    Executor(Executor&&) noexcept = default;
    Executor& operator=(const Executor&) noexcept = default;
    Executor& operator=(Executor&&) noexcept = default;

    const Inner& inner() const noexcept { return inner_; }
    const Pointer& trace() const noexcept { return trace_; }
    bool operator==(const Executor& other) const noexcept { return inner_ == other.inner_ && trace_ == other.trace_; }

    template <class Function>
    void execute(Function&& function) const {
        inner_.execute(std::forward<Function>(function));
    }
    template <class Property>
        requires boost::asio::can_query<const Inner&, Property>::value
    decltype(auto) query(const Property& property) const
        noexcept(boost::asio::is_nothrow_query<const Inner&, Property>::value) {
        return boost::asio::query(inner_, property);
    }
    template <class Property>
        requires boost::asio::can_require<const Inner&, Property>::value
    auto require(const Property& property) const
        noexcept(boost::asio::is_nothrow_require<const Inner&, Property>::value) {
        return with(boost::asio::require(inner_, property));
    }
    template <class Property>
        requires boost::asio::can_prefer<const Inner&, Property>::value
    auto prefer(const Property& property) const
        noexcept(boost::asio::is_nothrow_prefer<const Inner&, Property>::value) {
        return with(boost::asio::prefer(inner_, property));
    }

private:
    template <class Other>
    Executor<std::decay_t<Other>> with(Other&& inner) const noexcept {
        return {std::forward<Other>(inner), trace_};
    }

    Inner inner_;
    Pointer trace_;
};

using LoopExecutor = Executor<boost::asio::io_context::executor_type>;

/// The trace of the coroutine whose `this_coro::executor` that is; null: it has none.
inline Pointer of(const boost::asio::any_io_executor& executor) {
    const auto* traced = executor.target<LoopExecutor>();
    return traced ? traced->trace() : Pointer();
}

/// The same event loop without the trace, for what outlives the request.
inline boost::asio::any_io_executor without_trace(const boost::asio::any_io_executor& executor) {
    const auto* traced = executor.target<LoopExecutor>();
    return traced ? boost::asio::any_io_executor(traced->inner()) : executor;
}

/// `loop` is an event loop's own executor.
inline boost::asio::any_io_executor with_trace(const boost::asio::any_io_executor& loop, Pointer trace) {
    const auto* plain = loop.target<boost::asio::io_context::executor_type>();
    return LoopExecutor(*plain, std::move(trace));
}

}  // namespace pictbook::trace
