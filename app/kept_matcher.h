// The compiled lists and expressions of a unit in a running server: at hand while it is the newest,
// afterwards only as long as somebody judges by them, and made again when they are asked for once more.
#pragma once

#include "engine/unit.h"

#include <memory>
#include <mutex>

namespace chatqc::app {

// From any thread.
class kept_matcher final : public engine::matcher_source {
public:
    // Of these rules. `made` may be null: it is then made when it is first asked for. `cache` may be null.
    kept_matcher(
        std::shared_ptr<const rules::rule_set> rules,
        std::shared_ptr<const engine::matcher> made,
        std::shared_ptr<engine::database_cache> cache
    );

    // Throws std::runtime_error if it cannot be made any more.
    [[nodiscard]] std::shared_ptr<const engine::matcher> get() const override;
    void keep() const override;
    void let_go() const override;

private:
    [[nodiscard]] std::shared_ptr<const engine::matcher> made() const;

    const std::shared_ptr<const rules::rule_set> rules_;
    const std::shared_ptr<engine::database_cache> cache_;
    mutable std::mutex guard_;
    mutable std::shared_ptr<const engine::matcher> kept_;
    mutable std::weak_ptr<const engine::matcher> used_;
};

} // namespace chatqc::app
