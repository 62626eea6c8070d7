#include "app/send_view.h"

#include "app/printable.h"

#include <fmt/format.h>

#include <cstdio>

namespace chatqc::app {
namespace {

constexpr std::uint64_t refused_shown = 10;

} // namespace

send_figures& send_figures::operator+=(const send_figures& more)
{
    sent += more.sent;
    acked += more.acked;
    duplicates += more.duplicates;
    refused += more.refused;
    reconnects += more.reconnects;
    return *this;
}

void send_view::begin_file(const std::string& path)
{
    const std::lock_guard lock{mutex_};
    path_ = path;
    file_begun_ = progress_.seconds();
}

void send_view::note_refused(const refused_line& why)
{
    const std::lock_guard lock{mutex_};
    if (++refused_noted_ <= refused_shown) {
        const std::string id = why.id.empty() ? "" : ' ' + why.id;
        const std::string said = fmt::format("refused{}: {} ({})", id, why.message, why.code);
        refused_.push_back(fmt::format("{}:{}: {}", path_, why.line, printable(said, 300)));
    }
}

void send_view::print_refused()
{
    std::vector<std::string> lines;
    {
        const std::lock_guard lock{mutex_};
        lines.swap(refused_);
    }
    for (const std::string& line : lines) {
        complain(line);
    }
}

void send_view::tick(const send_figures& all, double done, const std::string& trouble)
{
    print_refused();
    if (!progress_.is_due()) {
        return;
    }
    const double seconds = progress_.seconds();
    std::string text;
    if (done > 0) {
        text = progress_.on_terminal() ? progress_bar(done, 20) + ' ' : fmt::format("{:.0f} %, ", done * 100);
    }
    text += fmt::format(
        "{} acked ({}/s), {} refused",
        grouped(all.acked),
        grouped(rate_.at(all.acked, seconds)),
        grouped(all.refused)
    );
    if (done > 0.01 && done < 1) {
        text += ", " + time_left_text((seconds - file_begun_) * (1 - done) / done) + " left";
    }
    progress_.show(trouble.empty() ? text : text + ", not connected: " + trouble);
}

void send_view::complain(const std::string& text)
{
    progress_.clear();
    fmt::print(stderr, "chatqc send: {}\n", text);
}

void send_view::summarise(const send_figures& all, bool as_json)
{
    print_refused();
    progress_.clear();
    const double seconds = progress_.seconds();
    if (as_json) {
        fmt::print(
            "{{\"sent\":{},\"acked\":{},\"duplicates\":{},\"refused\":{},\"reconnects\":{},\"ms\":{}}}\n",
            all.sent,
            all.acked,
            all.duplicates,
            all.refused,
            all.reconnects,
            static_cast<std::uint64_t>(seconds * 1000)
        );
        return;
    }
    fmt::print(
        stderr,
        "{} messages sent, {} acked, {} duplicates, {} refused, {} reconnects, {:.1f} s, {}/s\n",
        grouped(all.sent),
        grouped(all.acked),
        grouped(all.duplicates),
        grouped(all.refused),
        all.reconnects,
        seconds,
        grouped(per_second(all.acked, seconds))
    );
}

} // namespace chatqc::app
