#include "tests/sim/shrink.h"

#include <algorithm>
#include <cctype>

namespace chatqc::sim {

namespace {

// What stays the same of a failure when the plan is smaller: its words, without numbers and names.
std::string kind_of(const outcome& out)
{
    if (out.failures.empty())
        return {};
    std::string kind;
    for (const char one : out.failures.front().substr(0, out.failures.front().find_first_of(":{"))) {
        if (std::isdigit(static_cast<unsigned char>(one)) == 0)
            kind += one;
    }
    return kind;
}

class shrinker {
public:
    shrinker(plan failing, std::size_t runs_max)
        : best_(std::move(failing)), runs_left_(runs_max), kind_(kind_of(carry_out(best_)))
    {
    }

    plan run()
    {
        for (auto before = size() + 1; size() < before && runs_left_ > 0;) {
            before = size();
            remove_from(&plan::faults);
            remove_from(&plan::units);
            remove_from(&plan::copies);
            simplify();
        }
        return std::move(best_);
    }

private:
    [[nodiscard]] std::size_t size() const
    {
        return best_.faults.size() + best_.units.size() + best_.copies.size();
    }

    bool take_if_it_fails(plan&& smaller)
    {
        if (runs_left_ == 0)
            return false;
        --runs_left_;
        if (kind_of(carry_out(smaller)) != kind_)
            return false;
        best_ = std::move(smaller);
        return true;
    }

    // Half of them, a quarter, … at last one by one.
    template <class Member> void remove_from(Member which)
    {
        for (auto count = (best_.*which).size(); count > 0; count /= 2) {
            for (std::size_t at = 0; at < (best_.*which).size();) {
                auto smaller = best_;
                auto& list = smaller.*which;
                const auto from = list.begin() + static_cast<std::ptrdiff_t>(at);
                list.erase(from, from + static_cast<std::ptrdiff_t>(std::min(count, list.size() - at)));
                if (!take_if_it_fails(std::move(smaller)))
                    at += count;
            }
        }
    }

    void simplify()
    {
        auto simpler = best_;
        simpler.server.shards = 1;
        take_if_it_fails(std::move(simpler));
        simpler = best_;
        simpler.server.look = {};
        simpler.server.wakes = {};
        take_if_it_fails(std::move(simpler));
    }

    plan best_;
    std::size_t runs_left_;
    std::string kind_;
};

std::string seconds(milliseconds value)
{
    return std::to_string(value.count()) + "ms";
}

std::string name_of(traffic said)
{
    if (said == traffic::shipped)
        return "shipped";
    return said == traffic::model ? "model" : "lab";
}

} // namespace

plan shrink(plan failing, std::size_t runs_max)
{
    return shrinker{std::move(failing), runs_max}.run();
}

std::string description(const plan& of)
{
    std::string text =
        "shards " + std::to_string(of.server.shards) + ", lateness " + seconds(of.server.lateness) +
        ", tick " + seconds(of.server.tick) + ", look " + std::to_string(of.server.look.count()) +
        "us, wakes " + std::to_string(of.server.wakes.beside_live) + "+" +
        std::to_string(of.server.wakes.a_message) + "n or " + std::to_string(of.server.wakes.a_turn) +
        ", checkpoint every " + std::to_string(of.server.checkpoint_every.count()) + "s, " +
        name_of(of.said) + " pack " + std::to_string(of.first_pack) + (of.is_calm ? ", calm" : "") + '\n';
    for (const auto& one : of.units)
        text += "  at " + seconds(one.asked) + " pack " + std::to_string(one.pack) + " from " +
                seconds(one.from) + '\n';
    for (const auto& one : of.faults)
        text += "  fault at " + seconds(one.at) + ": " + name_of(one) + '\n';
    auto copies = of.copies;
    std::stable_sort(copies.begin(), copies.end(), [](const auto& a, const auto& b) {
        return a.message < b.message;
    });
    for (const auto& copy : copies) {
        const auto& about = of.messages[copy.message];
        const auto& source = of.sources[copy.source];
        text += "  " + about.conversation + ' ' + about.id + ": " + about.line + "   (at " +
                seconds(copy.at) + " by " + source.name + (source.live ? ", live" : ", recorded") +
                (copy.json == about.json ? ")\n" : ", other words)\n");
    }
    return text;
}

} // namespace chatqc::sim
