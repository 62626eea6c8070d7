#include "rules/overrides.h"

#include "rules/fields.h"

#include <algorithm>

namespace chatqc::rules {

namespace {

bool holds_for(const std::vector<std::string>& shops, const std::string* shop)
{
    return shops.empty() || (shop != nullptr && std::find(shops.begin(), shops.end(), *shop) != shops.end());
}

bool is_same(const node* one, const node* other)
{
    return one == other || (one != nullptr && other != nullptr && one->text == other->text);
}

entry* find_entry(node& in, std::string_view key)
{
    const auto found = std::find_if(in.entries.begin(), in.entries.end(), [&](const entry& each) {
        return each.key.text == key;
    });
    return found == in.entries.end() ? nullptr : &*found;
}

} // namespace

void rule_book::add(const written_rule& value)
{
    if (const node* overridden = value.from->find("override"))
        return add_override(value, *overridden);
    if (const node* id = value.from->find("id"))
        by_id_.emplace(id->text, rules_.size());
    rules_.push_back({value, {}});
}

void rule_book::add_override(const written_rule& value, const node& id)
{
    fields keys(*value.from, report_, "an override");
    keys.find("override");
    override_of made{keys.find("replace"), keys.find("append"), value.shops, value.campaign};
    keys.finish();
    if (made.replace == nullptr && made.append == nullptr)
        report_at(
            report_,
            code::missing_key,
            *value.from,
            "an override needs `replace` or `append`",
            "write `replace: {points: -2}`"
        );
    for (const node* each : {made.replace, made.append})
        if (each != nullptr)
            fields(*each, report_, each == made.append ? "`append`" : "`replace`");
    if (!read_text(id, report_))
        return;
    const auto found = by_id_.find(id.text);
    if (found != by_id_.end()) {
        held& of = rules_[found->second];
        if (made.campaign != nullptr && of.rule.campaign != nullptr)
            report_at(
                report_, code::conflict, id, "the file of `" + id.text + "` is bound to a campaign already"
            );
        of.overrides.push_back(std::move(made));
        return;
    }
    std::vector<std::string> known;
    for (const auto& [each, index] : by_id_)
        known.push_back(each);
    report_at(
        report_,
        code::unknown_name,
        id,
        "no rule `" + id.text + "` was read before this",
        did_you_mean(id.text, known, "an override stands behind its rule: in a later file, or a later pack")
    );
}

std::vector<rule_form> rule_book::forms(std::size_t index)
{
    const held& of = rules_[index];
    std::vector<rule_form> forms;
    std::vector<std::string> named; // shops that overrides name
    const auto add_all = [&](const std::string* shop, const std::vector<std::string>& shops) {
        const auto campaigns = campaigns_of(of, shop);
        const auto add = [&](const node* campaign) {
            rule_form made{merged(of, shop, campaign), shops, {}, campaign, {}};
            if (shop == nullptr)
                made.not_shops = named;
            if (campaign == nullptr)
                made.campaign = of.rule.campaign;
            // Of campaigns at one time the one that was named last holds.
            const auto at = std::find(campaigns.begin(), campaigns.end(), campaign);
            made.outside_campaigns.assign(
                at == campaigns.end() ? campaigns.begin() : std::next(at), campaigns.end()
            );
            forms.push_back(std::move(made));
        };
        add(nullptr);
        for (const node* campaign : campaigns)
            add(campaign);
    };
    const auto groups = shop_groups(of);
    for (const auto& group : groups)
        named.insert(named.end(), group.begin(), group.end());
    add_all(nullptr, of.rule.shops);
    for (const auto& group : groups)
        add_all(&group.front(), group);
    return forms;
}

std::vector<std::vector<std::string>> rule_book::shop_groups(const held& of)
{
    std::map<std::string, std::vector<std::size_t>, std::less<>> overrides_of; // by shop
    std::vector<std::string> shops;                                            // as they were named
    for (std::size_t i = 0; i < of.overrides.size(); ++i)
        for (const std::string& shop : of.overrides[i].shops) {
            const auto [known, is_new] = overrides_of.try_emplace(shop);
            known->second.push_back(i);
            if (is_new)
                shops.push_back(shop);
        }
    std::vector<std::vector<std::string>> groups;
    std::map<std::vector<std::size_t>, std::size_t> group_of;
    for (const std::string& shop : shops) {
        const auto [known, is_new] = group_of.try_emplace(overrides_of.find(shop)->second, groups.size());
        if (is_new)
            groups.emplace_back();
        groups[known->second].push_back(shop);
    }
    return groups;
}

std::vector<const node*> rule_book::campaigns_of(const held& of, const std::string* shop)
{
    std::vector<const node*> campaigns;
    for (const override_of& each : of.overrides) {
        const auto known = std::find_if(campaigns.begin(), campaigns.end(), [&](const node* campaign) {
            return is_same(campaign, each.campaign);
        });
        if (each.campaign != nullptr && known == campaigns.end() && holds_for(each.shops, shop))
            campaigns.push_back(each.campaign);
    }
    return campaigns;
}

const node* rule_book::merged(const held& of, const std::string* shop, const node* campaign)
{
    node* made = nullptr;
    for (const override_of& each : of.overrides) {
        if (!holds_for(each.shops, shop) || (each.campaign != nullptr && !is_same(each.campaign, campaign)))
            continue;
        if (made == nullptr)
            made = &made_.emplace_back(*of.rule.from);
        if (each.replace != nullptr)
            replace(*made, *each.replace);
        if (each.append != nullptr)
            append_keys(*made, *each.append);
    }
    return made == nullptr ? of.rule.from : made;
}

void rule_book::replace(node& in, const node& with)
{
    for (const entry& each : with.entries) {
        if (each.key.text == "id")
            report_at(report_, code::conflict, each.key, "a rule keeps its `id`", "write a rule of its own");
        else if (entry* const known = find_entry(in, each.key.text))
            *known = each;
        else
            in.entries.push_back(each);
    }
}

void rule_book::append_keys(node& to, const node& more)
{
    for (const entry& each : more.entries) {
        if (entry* const known = find_entry(to, each.key.text))
            append(known->value, each.value, each.key);
        else
            to.entries.push_back(each);
    }
}

// Maps gain keys and lists gain entries, however deep.
void rule_book::append(node& to, const node& more, const node& key)
{
    if (to.what == node::kind::map && more.what == node::kind::map)
        return append_keys(to, more);
    if (to.what == node::kind::null) {
        to = more;
        return;
    }
    if (to.what == node::kind::scalar && more.what == node::kind::sequence) { // one text or a list of them
        node list = to;
        list.what = node::kind::sequence;
        list.text.clear();
        list.items.push_back(std::move(to));
        to = std::move(list);
    }
    if (to.what != node::kind::sequence) {
        report_at(
            report_,
            code::conflict,
            key,
            "nothing can be appended to `" + key.text + "`: it is no list",
            "use `replace`"
        );
        return;
    }
    if (more.what == node::kind::sequence)
        to.items.insert(to.items.end(), more.items.begin(), more.items.end());
    else
        to.items.push_back(more);
}

} // namespace chatqc::rules
