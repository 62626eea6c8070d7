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

// Gives each file of a pack's folder, and of the folders below it, to `on_file` with its name from there,
// until that says no; `on_error` is told of a folder that cannot be read. False: it was stopped.
template <class File, class Error>
bool walk_files(
    const fs::path& folder,
    const File& on_file,
    const Error& on_error,
    const std::string& prefix = "",
    int depth = 0
)
{
    std::error_code error;
    fs::directory_iterator at(folder, error);
    for (; !error && at != fs::directory_iterator(); at.increment(error)) {
        const std::string name = at->path().filename().string();
        if (is_ignored(name))
            continue;
        std::error_code ignored;
        bool goes_on = true;
        if (at->is_directory(ignored) && depth < depth_max)
            goes_on = walk_files(at->path(), on_file, on_error, prefix + name + "/", depth + 1);
        else if (at->is_regular_file(ignored))
            goes_on = on_file(*at, prefix + name);
        if (!goes_on)
            return false;
    }
    if (error)
        on_error(prefix, error);
    return true;
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
            walk_files(
                root_,
                [&](const fs::directory_entry& file, const std::string& name) {
                    read_file(file.path(), name);
                    return !is_full_;
                },
                [&](const std::string& name, const std::error_code& failed) {
                    problem(name, failed.message());
                }
            );
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

} // namespace

std::string pack_stamp(const std::vector<std::string>& folders)
{
    std::vector<std::string> lines;
    const auto note = [&](const fs::directory_entry& file, const std::string&) {
        std::error_code ignored;
        const auto written = file.last_write_time(ignored).time_since_epoch().count();
        lines.push_back(
            file.path().string() + '|' + std::to_string(file.file_size(ignored)) + '|' +
            std::to_string(written)
        );
        return true;
    };
    for (const auto& folder : folders)
        walk_files(folder, note, [](const auto&, const auto&) {});
    std::sort(lines.begin(), lines.end());
    std::string stamp;
    for (const auto& line : lines)
        stamp += line + ';';
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
