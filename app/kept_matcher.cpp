#include "app/kept_matcher.h"

#include <stdexcept>
#include <utility>

namespace chatqc::app {

kept_matcher::kept_matcher(
    std::shared_ptr<const rules::rule_set> rules,
    std::shared_ptr<const engine::matcher> made,
    std::shared_ptr<engine::database_cache> cache
)
    : rules_(std::move(rules)), cache_(std::move(cache)), kept_(std::move(made)), used_(kept_)
{
}

std::shared_ptr<const engine::matcher> kept_matcher::get() const
{
    const std::lock_guard lock{guard_};
    return made();
}

void kept_matcher::keep() const
{
    const std::lock_guard lock{guard_};
    kept_ = made();
}

void kept_matcher::let_go() const
{
    const std::lock_guard lock{guard_};
    kept_.reset();
}

std::shared_ptr<const engine::matcher> kept_matcher::made() const
{
    if (auto used = used_.lock())
        return used;
    std::vector<engine::pattern_error> errors;
    auto again = engine::compile(*rules_, cache_.get(), errors);
    if (!again)
        throw std::runtime_error{
            "the unit " + rules_->hash + " cannot be compiled again: " +
            (errors.empty() ? std::string{"no reason"} : errors.front().message)};
    used_ = again;
    return again;
}

} // namespace chatqc::app
