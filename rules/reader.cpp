#include "rules/reader.h"

#include "rules/fields.h"

#include <algorithm>
#include <set>

namespace chatqc::rules {

namespace {

bool is_yaml(std::string_view name)
{
    return name.ends_with(".yaml") || name.ends_with(".yml");
}

bool is_test_file(std::string_view name)
{
    return name.ends_with(".test.yaml") || name.ends_with(".test.yml");
}

bool is_top_level(std::string_view name)
{
    return name.find('/') == std::string_view::npos;
}

class pack_reader {
public:
    pack_reader(const pack_bundle& bundle, reporter& report) : bundle_(bundle), report_(report)
    {
        result_.folder = bundle.folder;
    }

    pack_document read()
    {
        index_files();
        if (const auto* pack_file = sources_find("pack.yaml"))
            read_rules_file(*pack_file);
        for (const std::string& name : rules_files())
            if (const auto* source = sources_find(name))
                read_rules_file(*source);
        for (const auto& [name, source] : sources_)
            if (is_test_file(name))
                read_file(source, true);
        check_name();
        return std::move(result_);
    }

private:
    using source_pointer = std::shared_ptr<const source_text>;

    void index_files()
    {
        if (bundle_.files.size() > bounds.files_max)
            whole_pack(code::too_large, "more than " + std::to_string(bounds.files_max) + " files");
        std::size_t taken = 0;
        for (const pack_file& file : bundle_.files) {
            if (++taken > bounds.files_max)
                break;
            std::string_view text = file.text;
            if (text.starts_with("\xEF\xBB\xBF")) // a byte order mark is no character of the file
                text.remove_prefix(3);
            auto source = std::make_shared<const source_text>(shown_name(file.name), std::string(text));
            (is_yaml(file.name) ? sources_ : result_.texts).insert_or_assign(file.name, std::move(source));
        }
    }

    std::string shown_name(const std::string& name) const
    {
        return bundle_.folder.empty() ? name : bundle_.folder + "/" + name;
    }

    const source_pointer* sources_find(const std::string& name) const
    {
        const auto found = sources_.find(name);
        return found == sources_.end() ? nullptr : &found->second;
    }

    // The files after pack.yaml, in order.
    std::vector<std::string> rules_files()
    {
        if (rules_files_ != nullptr)
            return named_files();
        std::vector<std::string> result;
        for (const auto& [name, source] : sources_) // top level first, then rules.d, both by name
            if (is_top_level(name) && !is_test_file(name) && name != "pack.yaml")
                result.push_back(name);
        add_folder("rules.d/", result);
        return result;
    }

    void add_folder(const std::string& folder, std::vector<std::string>& to) const
    {
        for (const auto& [name, source] : sources_)
            if (name.starts_with(folder) && is_top_level(name.substr(folder.size())) && !is_test_file(name))
                to.push_back(name);
    }

    std::vector<std::string> named_files()
    {
        std::vector<std::string> result;
        std::set<std::string> seen{"pack.yaml"};
        for (const node* each : read_texts(*rules_files_, report_)) {
            const std::string name = each->text;
            const std::size_t before = result.size();
            if (sources_find(name) != nullptr)
                result.push_back(name);
            else
                add_folder(name.ends_with('/') ? name : name + "/", result);
            if (result.size() == before)
                report_at(
                    report_, code::missing_file, *each, "the pack has no rule file or folder `" + name + "`"
                );
            for (std::size_t i = result.size(); i-- > before;)
                if (!seen.insert(result[i]).second) {
                    report_at(report_, code::duplicate_name, *each, "`" + result[i] + "` is read twice");
                    result.erase(result.begin() + static_cast<std::ptrdiff_t>(i));
                }
        }
        return result;
    }

    void read_rules_file(const source_pointer& source) { read_file(source, false); }

    void read_file(const source_pointer& source, bool tests_only)
    {
        report_.reads(source->name());
        auto parsed = parse_yaml(source, report_);
        name_failed_ = name_failed_ || !parsed; // the name may have stood there
        if (!parsed)
            return;
        result_.trees.push_back(std::make_unique<const syntax_tree>(std::move(*parsed)));
        const node& root = result_.trees.back()->root;
        if (root.what == node::kind::null)
            return;
        fields keys(root, report_, tests_only ? "a test file" : "a rule file");
        if (!keys.is_map() || !check_language(keys)) {
            name_failed_ = true;
            return;
        }
        read_pack_name(keys);
        collect(keys.find("tests"), result_.tests);
        if (!tests_only)
            read_sections(keys);
        keys.finish();
    }

    bool check_language(fields& keys)
    {
        const node* found = keys.find("language");
        if (found == nullptr)
            return true;
        const auto version = read_integer(*found, report_, 1, 1'000'000);
        if (!version || *version <= language_version)
            return version.has_value();
        report_at(
            report_,
            code::newer_language,
            *found,
            "written for version " + found->text + " of the rule language, this program reads up to " +
                std::to_string(language_version),
            "install a newer chatqc"
        );
        return false;
    }

    void read_pack_name(fields& keys)
    {
        const node* found = keys.find("pack");
        if (found == nullptr)
            return;
        const auto name = read_identifier(*found, report_, "a pack's name");
        if (!name)
            name_failed_ = true;
        else if (result_.name.empty())
            result_.name = *name;
        else if (result_.name != *name)
            report_at(
                report_, code::conflict, *found, "the pack is called `" + result_.name + "` in another file"
            );
    }

    void read_sections(fields& keys)
    {
        keys.text("version", result_.version);
        if (const node* found = keys.find("rules_files")) {
            if (rules_files_ != nullptr || !found->source->name().ends_with("pack.yaml"))
                report_at(report_, code::conflict, *found, "`rules_files` may stand only in pack.yaml");
            else
                rules_files_ = found;
        }
        collect(keys.find("lists"), result_.lists, "list");
        collect(keys.find("campaigns"), result_.campaigns, "campaign");
        collect(keys.find("conditions"), result_.conditions, "condition");
        read_rules(keys);
        collect(keys.find("profiles"), result_.profiles, "profile");
        collect(keys.find("platforms"), result_.platforms, "platform");
        collect(keys.find("shops"), result_.shops, "shop");
        single(keys, "calendar", result_.calendar);
        single(keys, "weights", result_.weights);
        single(keys, "pass_mark", result_.pass_mark);
        single(keys, "unassigned", result_.unassigned);
        keys.later({"groups"});
    }

    // The rules of a file hold for its shops, in its campaign.
    void read_rules(fields& keys)
    {
        written_rule of_file;
        if (const node* shop = keys.find("shop"))
            for (const node* each : read_texts(*shop, report_)) {
                if (each->text.empty())
                    report_at(report_, code::bad_value, *each, "a shop's name is empty");
                of_file.shops.push_back(each->text);
            }
        if (of_file.shops.size() > bounds.file_shops_max) {
            report_at(
                report_,
                code::too_large,
                *keys.find("shop"),
                "more than " + std::to_string(bounds.file_shops_max) + " shops"
            );
            of_file.shops.resize(bounds.file_shops_max);
        }
        if (const node* campaign = keys.find("campaign");
            campaign != nullptr && read_text(*campaign, report_))
            of_file.campaign = campaign;
        std::vector<const node*> rules;
        collect(keys.find("rules"), rules);
        for (const node* each : rules) {
            of_file.from = each;
            result_.rules.push_back(of_file);
        }
        for (const std::string_view key : {"shop", "campaign"})
            if (const node* found = keys.find(key))
                check_own(keys, *found, key);
    }

    // What holds for a whole pack has no place in the file of a shop or a campaign.
    void check_own(fields& keys, const node& at, std::string_view key)
    {
        for (const std::string_view each :
             {"profiles",
              "platforms",
              "shops",
              "calendar",
              "weights",
              "pass_mark",
              "unassigned",
              "rules_files"})
            if (keys.find(each) != nullptr)
                return report_at(
                    report_,
                    code::conflict,
                    at,
                    "`" + std::string(key) + "` is for a file's rules, and `" + std::string(each) +
                        "` holds for the pack",
                    "move it to another file"
                );
    }

    void single(fields& keys, std::string_view key, const node*& value)
    {
        const node* found = keys.find(key);
        if (found == nullptr)
            return;
        if (value != nullptr)
            report_at(
                report_, code::conflict, *found, "`" + std::string(key) + "` is set in another file too"
            );
        else
            value = found;
    }

    void collect(const node* section, std::vector<const node*>& to)
    {
        if (section == nullptr || section->what == node::kind::null)
            return;
        if (section->what != node::kind::sequence)
            report_at(report_, code::wrong_type, *section, "expected a list: each entry begins with `- `");
        for (const node& each : section->items)
            to.push_back(&each);
    }

    void collect(const node* section, std::vector<named_node>& to, const std::string& what)
    {
        if (section == nullptr || section->what == node::kind::null)
            return;
        if (section->what != node::kind::map)
            report_at(report_, code::wrong_type, *section, "expected a map: each entry is `name: …`");
        for (const entry& each : section->entries) {
            if (to.size() >= bounds.names_max)
                return report_at(
                    report_,
                    code::too_large,
                    each.key,
                    "more than " + std::to_string(bounds.names_max) + " of them"
                );
            const auto same = [&](const named_node& n) { return n.name == each.key.text; };
            const auto first = std::find_if(to.begin(), to.end(), same);
            if (first == to.end()) {
                to.push_back({each.key.text, &each.key, &each.value});
                continue;
            }
            const place where = place_of(*first->key);
            report_at(
                report_,
                code::duplicate_name,
                each.key,
                "the " + what + " `" + each.key.text + "` is defined twice",
                "first at " + where.file + ":" + std::to_string(where.line)
            );
        }
    }

    void check_name()
    {
        if (result_.name.empty() && !name_failed_)
            whole_pack(
                code::missing_key, "the pack has no name", "write `pack: my-pack` at the top of pack.yaml"
            );
    }

    void whole_pack(code what, std::string message, std::string help = {})
    {
        report_.add({what, std::move(message), std::move(help), {bundle_.folder, 0, 0, 1}, {}});
    }

    const pack_bundle& bundle_;
    reporter& report_;
    pack_document result_;
    std::map<std::string, source_pointer, std::less<>> sources_; // YAML files by path
    const node* rules_files_ = nullptr;
    bool name_failed_ = false;
};

} // namespace

pack_document read_pack(const pack_bundle& bundle, reporter& report)
{
    return pack_reader(bundle, report).read();
}

} // namespace chatqc::rules
