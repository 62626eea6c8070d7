// Rules as their files leave them: a rule, what later files override of it, and the forms that come of that
// for the shops and campaigns of those files (docs/rule-language.md, "Overrides"). What a rule's keys mean is
// not known here.
#pragma once

#include "rules/reader.h"

#include <deque>
#include <map>
#include <string>
#include <vector>

namespace chatqc::rules {

// One form of a rule, and where it holds beside what its own scope says.
struct rule_form {
    const node* from = nullptr; // lives as long as the book
    std::vector<std::string> shops, not_shops;
    const node* campaign = nullptr;             // its name
    std::vector<const node*> outside_campaigns; // their names
};

class rule_book {
public:
    explicit rule_book(reporter& report) : report_(report) {}

    // An entry of `rules:`, in reading order: a rule, or an override of one that was read before.
    void add(const written_rule& value);

    [[nodiscard]] std::size_t size() const { return rules_.size(); }

    // Of the rule read as number `index`: the usual form first. Reports what cannot be overridden so.
    std::vector<rule_form> forms(std::size_t index);

private:
    struct override_of {
        const node* replace = nullptr;
        const node* append = nullptr;
        std::vector<std::string> shops; // empty: all
        const node* campaign = nullptr; // null: always
    };

    struct held {
        written_rule rule;
        std::vector<override_of> overrides;
    };

    void add_override(const written_rule& value, const node& id);
    // Shops that overrides name, those with the same overrides together.
    static std::vector<std::vector<std::string>> shop_groups(const held& of);
    static std::vector<const node*> campaigns_of(const held& of, const std::string* shop);
    const node* merged(const held& of, const std::string* shop, const node* campaign);
    void replace(node& in, const node& with);
    void append(node& to, const node& more, const node& key);
    void append_keys(node& to, const node& more);

    reporter& report_;
    std::deque<held> rules_;
    std::map<std::string, std::size_t, std::less<>> by_id_;
    std::deque<node> made_;
};

} // namespace chatqc::rules
