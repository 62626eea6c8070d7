#include "app/rules_withdraw.h"

#include "app/report_store_source.h"
#include "app/reviews.h"

#include <map>
#include <ostream>

namespace chatqc::app {

namespace {

constexpr std::size_t page_size = 1'000;

struct rule_version {
    std::string rule, hash;
};

std::optional<rule_version> version_of(const std::string& text)
{
    const std::size_t at = text.rfind('@');
    if (at == std::string::npos || at == 0 || text.size() - at != 17 ||
        text.find_first_not_of("0123456789abcdef", at + 1) != std::string::npos)
        return std::nullopt;
    return rule_version{text.substr(0, at), text.substr(at + 1)};
}

class withdrawal {
public:
    withdrawal(storage::store& stored, const rules_withdraw_options& options, engine::time_point now)
        : stored_(stored), options_(options), now_(now), tenant_(find_tenant(stored, options.tenant))
    {
    }

    // The decisions on the version's verdicts that have none like it; or a failure.
    storage::result<std::vector<storage::review>> find(const rule_version& version)
    {
        std::vector<storage::review> found;
        storage::verdict_query query;
        query.tenant = options_.tenant;
        query.rule = version.rule;
        query.from = options_.from;
        query.to = options_.to;
        query.newest_first = false;
        query.limit = page_size;
        do {
            auto page = stored_.query(query);
            if (!page)
                return {std::nullopt, std::move(page.error)};
            for (const engine::verdict& each : page.value->verdicts)
                look_at(each, version, found);
            query.cursor = page.value->next;
        } while (!query.cursor.empty());
        return {std::move(found), {}};
    }

    [[nodiscard]] std::optional<engine::tenant_id> tenant() const { return tenant_; }

    // "0123456789abcdef (12)" of the rule's verdicts in that time.
    [[nodiscard]] std::string hashes() const
    {
        std::string text;
        for (const auto& [hash, count] : seen_)
            text += (text.empty() ? "" : ", ") + hash + " (" + std::to_string(count) + ")";
        return text.empty() ? "none" : text;
    }

private:
    void look_at(const engine::verdict& value, const rule_version& version, std::vector<storage::review>& to)
    {
        ++seen_[value.rule_hash];
        if (value.rule_hash != version.hash || is_withdrawn(value))
            return;
        storage::review made;
        made.verdict = value.id;
        made.conversation = value.conversation;
        made.decision = engine::review_decision::withdrawn;
        made.at = now_;
        made.by = options_.by;
        made.reason = options_.reason;
        to.push_back(std::move(made));
    }

    bool is_withdrawn(const engine::verdict& value)
    {
        if (tenant_ && value.conversation != conversation_) {
            conversation_ = value.conversation;
            decisions_ = store_report_source(stored_, *tenant_).decisions_of(conversation_);
        }
        return engine::decision_on(value.id, decisions_) == engine::review_decision::withdrawn;
    }

    storage::store& stored_;
    const rules_withdraw_options& options_;
    engine::time_point now_;
    std::optional<engine::tenant_id> tenant_;
    std::string conversation_; // whose decisions_ these are
    engine::review_decisions decisions_;
    std::map<std::string, std::uint64_t> seen_;
};

} // namespace

int run_rules_withdraw(
    const rules_withdraw_options& options, engine::time_point now, std::ostream& out, std::ostream& errors
)
{
    const auto version = version_of(options.version);
    if (!version) {
        errors << "write the version as RULE@HASH, with the 16 digits that a verdict names as `rule_hash`\n";
        return 2;
    }
    auto opened = storage::store::open({.path = options.data, .read_only = options.lines});
    if (!opened) {
        errors << opened.error.message << "\n";
        return 2;
    }
    withdrawal made(**opened.value, options, now);
    const auto found = made.find(*version);
    if (!found) {
        errors << found.error.message << "\n";
        return 2;
    }
    if (found.value->empty()) {
        errors << "nothing to withdraw: of " << version->rule << " there are verdicts of " << made.hashes()
               << "\n";
        return 1;
    }
    if (options.lines) {
        for (const storage::review& each : *found.value)
            out << review_json(each) << "\n";
        return 0;
    }
    if (const auto done = (**opened.value).put_reviews(*made.tenant(), *found.value); !done) {
        errors << done.error.message << "\n";
        return 2;
    }
    out << found.value->size() << " verdicts of " << options.version << " withdrawn\n";
    return 0;
}

} // namespace chatqc::app
