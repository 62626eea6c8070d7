#include "tests/sim/watcher.h"

#include <charconv>

namespace chatqc::sim {

namespace {

constexpr std::int64_t redial_ms_max = 5'000;

} // namespace

watcher::watcher(world& where, std::function<connection(std::uint64_t since)> dial)
    : where_(where), dial_(std::move(dial))
{
}

void watcher::connect_later()
{
    where_.after(milliseconds{where_.dice().between(0, redial_ms_max)}, [this] {
        auto made = dial_(position());
        if (!made.client)
            return connect_later();
        where_.note("the watcher follows from " + std::to_string(position()));
        connection_ = std::move(made.client);
        between_ = std::move(made.between);
        connection_->start(*this);
    });
}

void watcher::received(std::string_view message, bool)
{
    constexpr std::string_view begin = R"({"position":)";
    if (!message.starts_with(begin)) {
        const bool expected =
            message.starts_with(R"({"hello")") || message.find("slow_consumer") != std::string_view::npos;
        if (!expected && complaint_.empty())
            complaint_ = "the feed says " + std::string{message};
        return;
    }
    line made;
    const auto* from = message.data() + begin.size();
    const auto [end, error] = std::from_chars(from, message.data() + message.size(), made.position);
    const auto rest = message.substr(static_cast<std::size_t>(end - message.data()));
    for (const std::string_view what : {R"(,"verdict":)", R"(,"incident":)"}) {
        if (error == std::errc{} && rest.starts_with(what))
            made.told = rest.substr(what.size(), rest.size() - what.size() - 1);
    }
    if (made.told.empty()) {
        complaint_ = "the feed says " + std::string{message};
        return;
    }
    where_.note("told " + std::to_string(made.position) + ' ' + made.told);
    lines_.push_back(std::move(made));
}

void watcher::closed(const connectors::websocket_end& why)
{
    where_.note("the watcher is cut: " + why.reason);
    connection_.reset();
    between_.reset();
    connect_later();
}

void watcher::cut(milliseconds server_hears, milliseconds client_hears)
{
    if (between_)
        between_->cut(server_hears, client_hears);
}

void watcher::sleep(milliseconds how_long)
{
    if (!connection_)
        return;
    connection_->pause();
    where_.after(how_long, [this] {
        if (connection_)
            connection_->resume();
    });
}

} // namespace chatqc::sim
