// What the readers of expressions and of sequences share: the conditions taken in so far, and the checks of
// the whole once all are.
#pragma once

#include "rules/condition_reader.h"

#include <map>
#include <string>
#include <vector>

namespace chatqc::rules {

class expression_builder {
public:
    explicit expression_builder(detector_context& context)
        : context_(context), report_(context.report), errors_(context.report.errors())
    {
    }

    // A term that is this condition; `name` may be empty. What could not be read was reported.
    term take(std::optional<written_condition> read, const std::string& name, const node& at);

    // The condition of that name taken before.
    [[nodiscard]] std::optional<term> find(std::string_view name) const;

    [[nodiscard]] detector_context& context() { return context_; }

    [[nodiscard]] expression_detector& made() { return made_; }

    void fail(code what, const node& at, std::string message, std::string help = {});

    // Nothing if anything was reported since the builder was made. `at` is the whole.
    std::optional<detector> finish(const node& at);

private:
    void resolve(std::size_t index);
    void check(const alternative& one, const node& whole);
    void check_absent(std::uint32_t index, bool has_local);
    void check_between(std::uint32_t index);
    void check_related(const alternative& one, std::uint32_t index);

    detector_context& context_;
    reporter& report_;
    std::size_t errors_; // before
    expression_detector made_;
    std::vector<written_condition> written_; // as made_.conditions
    std::map<std::string, std::size_t, std::less<>> names_;
};

} // namespace chatqc::rules
