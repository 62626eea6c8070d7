#include "engine/shard/deadlines.h"

#include <algorithm>
#include <tuple>

namespace chatqc::engine {

namespace {

constexpr std::size_t kept_capacity = 1024; // entries a span keeps room for once it is empty

bool earlier(const deadlines::entry& a, const deadlines::entry& b)
{
    return a.at != b.at ? a.at < b.at : std::tie(a.slot, a.generation) < std::tie(b.slot, b.generation);
}

bool later(const deadlines::entry& a, const deadlines::entry& b)
{
    return earlier(b, a);
}

void clear(std::vector<deadlines::entry>& entries)
{
    entries.clear();
    if (entries.capacity() > kept_capacity)
        entries.shrink_to_fit();
}

} // namespace

std::int64_t deadlines::span_of(time_point at)
{
    const auto since = at.time_since_epoch().count();
    const auto length = span.count();
    return since >= 0 ? since / length : -((length - 1 - since) / length); // rounded down
}

std::vector<deadlines::entry>& deadlines::soon(std::int64_t number)
{
    return soon_[static_cast<std::size_t>((number % spans + spans) % spans)];
}

void deadlines::arm(const entry& value)
{
    const auto number = span_of(value.at);
    if (size_++ == 0)
        begin_ = number;
    if (number < begin_ + spans) {
        soon(std::max(number, begin_)).push_back(value);
        return;
    }
    later_.push_back(value);
    std::push_heap(later_.begin(), later_.end(), later);
}

void deadlines::take_due(time_point limit, std::vector<entry>& due)
{
    if (size_ == 0)
        return;
    const auto first = due.size();
    take_soon(limit, due);
    while (!later_.empty() && later_.front().at <= limit) {
        std::pop_heap(later_.begin(), later_.end(), later);
        due.push_back(later_.back());
        later_.pop_back();
    }
    size_ -= due.size() - first;
    std::sort(due.begin() + static_cast<std::ptrdiff_t>(first), due.end(), earlier);
    if (size_ > 0)
        begin_at(span_of(limit));
}

void deadlines::take_soon(time_point limit, std::vector<entry>& due)
{
    const auto last = std::clamp(span_of(limit), begin_, begin_ + spans - 1);
    for (auto number = begin_; number <= last; ++number) {
        auto& entries = soon(number);
        const auto rest =
            std::partition(entries.begin(), entries.end(), [&](const entry& one) { return one.at > limit; });
        due.insert(due.end(), rest, entries.end());
        if (rest == entries.begin())
            clear(entries);
        else
            entries.erase(rest, entries.end());
    }
}

// What lies before the span has been taken: the ring moves on to it, and takes over what has come near.
void deadlines::begin_at(std::int64_t number)
{
    if (number <= begin_)
        return;
    begin_ = number;
    while (!later_.empty() && span_of(later_.front().at) < begin_ + spans) {
        std::pop_heap(later_.begin(), later_.end(), later);
        soon(span_of(later_.back().at)).push_back(later_.back());
        later_.pop_back();
    }
}

} // namespace chatqc::engine
