// Whether one alternative of an expression holds with a given message as its last hit, as far as can be told
// at a moment. Reads the hits; changes nothing.
#pragma once

#include "engine/detect/judgement.h"

#include <optional>
#include <vector>

namespace chatqc::engine {

// Sorted: of two things that must both be, the smaller tells; of two that may, the larger.
enum class holding : std::uint8_t { no, open, yes };

// The moment from which an expression is looked at. At one instant messages come before timers.
struct sight {
    time_point now{};
    bool is_timer = false;
    bool is_end = false; // of the session: nothing is open any more
};

class alternative_view {
public:
    // All must outlive the object.
    alternative_view(
        const rules::expression_detector& detect,
        const rules::alternative& one,
        const expression_state& state,
        const sight& from
    );

    // With the message of that order as the last hit.
    holding at(std::uint32_t anchor);

    // When the first window closes that at() has found open.
    [[nodiscard]] std::optional<time_point> deadline() const { return deadline_; }

    // After at() said yes: the hits that make it hold, the earliest ones, in order.
    [[nodiscard]] std::vector<const condition_state::hit*> hits() const;

private:
    using hit = condition_state::hit;

    // What holds at all, and what holds with the anchor among its hits.
    struct value {
        holding any = holding::no;
        holding with = holding::no;
    };

    static value both(value left, value right);
    static value either(value left, value right);
    [[nodiscard]] const std::vector<hit>& hits_of(std::uint32_t condition) const;
    [[nodiscard]] std::optional<std::uint32_t> parent_of(std::uint32_t condition) const;
    [[nodiscard]] bool
    stands(std::uint32_t condition, const rules::relation& to, const hit& other, const hit& own) const;
    [[nodiscard]] bool stands_to_parent(std::uint32_t condition, const hit& parent, const hit& own) const;
    [[nodiscard]] holding in_range(std::uint32_t condition, std::uint32_t number) const;
    holding missing(std::uint32_t condition, const hit* parent);
    holding window(std::uint32_t condition, const rules::relation& to, const hit& other);
    [[nodiscard]] bool pairs(std::uint32_t condition, const hit* parent, const hit& own) const;
    [[nodiscard]] bool
    stands_between(std::uint32_t condition, std::uint32_t other, const hit& parent, const hit& own) const;
    value of_hit(std::size_t place, const hit& one);
    [[nodiscard]] value of_condition(std::size_t place, const hit* parent) const;
    bool pick(std::size_t place, const hit* parent, bool needs_anchor, std::vector<const hit*>& to) const;
    bool pick_below(
        std::optional<std::uint32_t> condition, const hit* one, bool needs_anchor, std::vector<const hit*>& to
    ) const;

    const rules::expression_detector& detect_;
    const rules::alternative& one_;
    const expression_state& state_;
    const sight& from_;
    std::optional<std::uint32_t> local_; // the condition that the others on the same message stand to
    std::uint32_t anchor_ = 0;
    std::vector<std::vector<value>> values_; // by place in `needed` and hit
    std::optional<time_point> deadline_;
};

} // namespace chatqc::engine
