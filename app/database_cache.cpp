#include "app/database_cache.h"

#include <boost/container/vector.hpp>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <vector>

namespace chatqc::app {

namespace {

constexpr std::size_t entries_max = 64; // a dozen generations of packs and more, up to five databases each

void remove_oldest(const std::filesystem::path& folder)
{
    std::error_code failed;
    std::vector<std::pair<std::filesystem::file_time_type, std::filesystem::path>> entries;
    for (const auto& entry : std::filesystem::directory_iterator{folder, failed})
        entries.emplace_back(entry.last_write_time(failed), entry.path());
    std::sort(entries.begin(), entries.end());
    for (std::size_t at = 0; at + entries_max < entries.size(); ++at)
        std::filesystem::remove(entries[at].second, failed);
}

} // namespace

file_database_cache::file_database_cache(std::string folder) : folder_(std::move(folder)) {}

void file_database_cache::load(const std::string& key, const std::function<void(std::string_view bytes)>& use)
{
    std::ifstream file{std::filesystem::path{folder_} / key, std::ios::binary | std::ios::ate};
    if (!file)
        return;
    const auto size = static_cast<std::size_t>(file.tellg());
    boost::container::vector<char> bytes(size, boost::container::default_init); // many: written only once
    file.seekg(0);
    if (file.read(bytes.data(), static_cast<std::streamsize>(size)))
        use({bytes.data(), size});
}

void file_database_cache::store(const std::string& key, const std::string& bytes)
{
    std::error_code failed;
    const std::filesystem::path folder{folder_};
    std::filesystem::create_directories(folder, failed);
    const auto beside = folder / (key + ".new");
    {
        std::ofstream file{beside, std::ios::binary | std::ios::trunc};
        file.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
        if (!file)
            return;
    }
    std::filesystem::rename(beside, folder / key, failed);
    remove_oldest(folder);
}

} // namespace chatqc::app
