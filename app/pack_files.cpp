#include "app/pack_files.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <system_error>

namespace chatqc::app {

namespace {

namespace fs = std::filesystem;

constexpr int depth_max = 4;
constexpr std::uintmax_t pack_bytes_max = std::uintmax_t{128} << 20U; // all files of a pack together

bool is_ignored(const std::string& name)
{
    return name.empty() || name.front() == '.' || name.back() == '~' || name.ends_with(".bak") ||
           name.ends_with(".swp");
}

class folder_reader {
public:
    folder_reader(const std::string& folder, std::vector<rules::diagnostic>& problems)
        : root_(folder), problems_(problems)
    {
        result_.folder = folder;
        while (result_.folder.size() > 1 && result_.folder.ends_with('/'))
            result_.folder.pop_back();
    }

    rules::pack_bundle read()
    {
        std::error_code error;
        if (!fs::is_directory(root_, error))
            problem("", error ? error.message() : "not a folder", "name the folder that holds pack.yaml");
        else
            walk(root_, "", 0);
        const auto by_name = [](const auto& a, const auto& b) { return a.name < b.name; };
        std::sort(result_.files.begin(), result_.files.end(), by_name);
        return std::move(result_);
    }

private:
    void problem(const std::string& name, const std::string& what, std::string help = {})
    {
        const std::string file = name.empty() ? result_.folder : result_.folder + "/" + name;
        problems_.push_back(
            {rules::code::unreadable, "cannot be read: " + what, std::move(help), {file, 0, 0, 1}, {}}
        );
    }

    void walk(const fs::path& folder, const std::string& prefix, int depth)
    {
        std::error_code error;
        fs::directory_iterator at(folder, error);
        for (; !error && at != fs::directory_iterator(); at.increment(error)) {
            const std::string name = at->path().filename().string();
            if (is_ignored(name) || is_full_)
                continue;
            std::error_code ignored;
            if (at->is_directory(ignored) && depth < depth_max)
                walk(at->path(), prefix + name + "/", depth + 1);
            else if (at->is_regular_file(ignored))
                read_file(at->path(), prefix + name);
        }
        if (error)
            problem(prefix, error.message());
    }

    void read_file(const fs::path& path, const std::string& name)
    {
        std::error_code error;
        const std::uintmax_t size = fs::file_size(path, error);
        if (error)
            return problem(name, error.message());
        bytes_ += size;
        is_full_ = bytes_ > pack_bytes_max || result_.files.size() >= rules::bounds.files_max;
        if (is_full_ || size > rules::bounds.list_bytes_max)
            return problem(name, "it, or the whole folder, is too large for a pack");
        std::string text(static_cast<std::size_t>(size), '\0');
        std::ifstream file(path, std::ios::binary);
        file.read(text.data(), static_cast<std::streamsize>(text.size()));
        if (!file || static_cast<std::uintmax_t>(file.gcount()) != size)
            return problem(name, "reading failed");
        result_.files.push_back({name, std::move(text)});
    }

    fs::path root_;
    std::vector<rules::diagnostic>& problems_;
    rules::pack_bundle result_;
    std::uintmax_t bytes_ = 0;
    bool is_full_ = false;
};

void append_stamp(std::string& to, const fs::path& folder, int depth)
{
    std::error_code ignored;
    std::vector<fs::directory_entry> entries;
    for (fs::directory_iterator at(folder, ignored); at != fs::directory_iterator(); at.increment(ignored))
        if (!is_ignored(at->path().filename().string()))
            entries.push_back(*at);
    std::sort(entries.begin(), entries.end());
    for (const auto& entry : entries) {
        if (entry.is_directory(ignored) && depth < depth_max) {
            append_stamp(to, entry.path(), depth + 1);
        } else if (entry.is_regular_file(ignored)) {
            const auto written = entry.last_write_time(ignored).time_since_epoch().count();
            to += entry.path().string() + '|' + std::to_string(entry.file_size(ignored)) + '|' +
                  std::to_string(written) + ';';
        }
    }
}

} // namespace

std::string pack_stamp(const std::vector<std::string>& folders)
{
    std::string stamp;
    for (const auto& folder : folders)
        append_stamp(stamp, folder, 0);
    return stamp;
}

rules::pack_bundle read_pack_folder(const std::string& folder, std::vector<rules::diagnostic>& problems)
{
    constexpr std::string_view prefix = "builtin:";
    if (!folder.starts_with(prefix))
        return folder_reader(folder, problems).read();
    if (auto pack = rules::built_in_pack(std::string_view(folder).substr(prefix.size())))
        return std::move(*pack);
    std::string help = "the built-in packs are";
    for (const std::string& name : rules::built_in_pack_names())
        help += " " + name;
    problems.push_back(
        {rules::code::unreadable, "there is no such built-in pack", help, {folder, 0, 0, 1}, {}}
    );
    return {folder, {}};
}

} // namespace chatqc::app
