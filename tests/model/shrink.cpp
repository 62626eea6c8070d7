#include "tests/model/shrink.h"

#include <algorithm>
#include <iterator>

namespace chatqc::model {

namespace {

// Messages that `fails` may be shown, all its calls together.
constexpr std::size_t messages_shown_max = 1'000'000;

// Asks until that is used up; then nothing fails any more.
class still_fails {
public:
    explicit still_fails(const std::function<bool(const std::vector<message>&)>& fails) : fails_(fails) {}

    bool operator()(const std::vector<message>& messages) const
    {
        shown_ += messages.size();
        return shown_ <= messages_shown_max && fails_(messages);
    }

private:
    const std::function<bool(const std::vector<message>&)>& fails_;
    mutable std::size_t shown_ = 0;
};

// Half of them at a time, then a quarter, … then each.
bool leave_out(std::vector<message>& messages, const still_fails& fails)
{
    bool shorter = false;
    for (auto size = messages.size() / 2; size > 0; size /= 2) {
        for (std::size_t at = 0; at + size <= messages.size();) {
            auto fewer = messages;
            const auto begin = fewer.begin() + static_cast<std::ptrdiff_t>(at);
            fewer.erase(begin, begin + static_cast<std::ptrdiff_t>(size));
            if (!fewer.empty() && fails(fewer)) {
                messages = std::move(fewer);
                shorter = true;
            } else {
                at += size;
            }
        }
    }
    return shorter;
}

template <typename Field, typename Value>
void simplify_field(
    std::vector<message>& messages, const still_fails& fails, Field message::*field, const Value& plain
)
{
    for (std::size_t at = 0; at < messages.size(); ++at) {
        if (messages[at].*field == plain)
            continue;
        auto simpler = messages;
        simpler[at].*field = plain;
        if (fails(simpler))
            messages = std::move(simpler);
    }
}

void simplify(std::vector<message>& messages, const still_fails& fails)
{
    for (const auto field :
         {&message::platform, &message::shop, &message::group, &message::attrs, &message::ref})
        simplify_field(messages, fails, field, std::string{});
    simplify_field(messages, fails, &message::seq, std::int64_t{0});
    for (std::size_t at = 0; at < messages.size(); ++at) {
        if (messages[at].role == rules::role::customer)
            continue;
        auto simpler = messages;
        simpler[at].role = rules::role::customer;
        simpler[at].sender.clear();
        if (messages[at].kind != rules::kind::event && fails(simpler))
            messages = std::move(simpler);
    }
    for (std::size_t at = 0; at < messages.size(); ++at) {
        auto simpler = messages;
        simpler[at].to.clear();
        if (messages[at].kind != rules::kind::event && fails(simpler))
            messages = std::move(simpler);
        simpler = messages;
        simpler[at].text = "多少钱";
        if (messages[at].kind == rules::kind::text && fails(simpler))
            messages = std::move(simpler);
    }
}

} // namespace

std::vector<message>
shrink(std::vector<message> messages, const std::function<bool(const std::vector<message>&)>& fails)
{
    const still_fails asked{fails};
    bool shorter = true;
    while (shorter) {
        shorter = leave_out(messages, asked);
        simplify(messages, asked);
    }
    return messages;
}

} // namespace chatqc::model
