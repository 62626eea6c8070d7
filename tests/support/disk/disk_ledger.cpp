#include "tests/support/disk/disk_ledger.h"

#include "tests/support/disk/disk_step.h"
#include "tests/support/random.h"

#include <fcntl.h>
#include <unistd.h>

namespace chatqc::test {

namespace {

std::string folder_of(const std::string& path)
{
    return path.substr(0, path.rfind('/'));
}

// A sector in the middle of what is unsynced that never reached the disk.
void blank_sector(const std::string& path, std::uint64_t from, std::uint64_t to, random& dice)
{
    constexpr std::uint64_t sector_bytes = 512;
    const std::uint64_t begin = from + dice.below(to - from);
    const std::string zeros(std::min(sector_bytes, to - begin), '\0');
    const int file = open(path.c_str(), O_WRONLY | O_CLOEXEC);
    if (file < 0 || pwrite(file, zeros.data(), zeros.size(), static_cast<off_t>(begin)) < 0) {
        throw std::runtime_error("cannot blank a sector of " + path);
    }
    close(file);
}

} // namespace

std::string disk_ledger::save(const std::string& path)
{
    std::error_code none;
    if (!std::filesystem::exists(path, none)) {
        return {};
    }
    std::string place = (saved_files_ / std::to_string(++saved_)).string();
    std::filesystem::rename(path, place);
    if (const auto found = files_.find(path); found != files_.end()) {
        saved_states_[place] = found->second;
        files_.erase(found);
    }
    return place;
}

std::shared_ptr<written_file> disk_ledger::created(const std::string& path)
{
    change made{change_kind::created, path, {}, save(path)};
    unsynced_[folder_of(path)].push_back(std::move(made));
    return files_[path] = std::make_shared<written_file>();
}

bool disk_ledger::remove(const std::string& path)
{
    change made{change_kind::removed, path, {}, save(path)};
    if (made.saved.empty()) {
        return false;
    }
    unsynced_[folder_of(path)].push_back(std::move(made));
    return true;
}

bool disk_ledger::rename(const std::string& from, const std::string& to)
{
    std::error_code none;
    if (!std::filesystem::exists(from, none)) {
        return false;
    }
    change made{change_kind::renamed, to, from, save(to)};
    std::filesystem::rename(from, to);
    if (auto moved = files_.extract(from)) {
        moved.key() = to;
        files_.insert(std::move(moved));
    }
    unsynced_[folder_of(to)].push_back(std::move(made));
    return true;
}

void disk_ledger::synced_folder(const std::string& folder)
{
    std::string path = folder;
    while (path.size() > 1 && path.back() == '/') {
        path.pop_back();
    }
    for (const change& each : unsynced_[path]) {
        if (!each.saved.empty()) {
            std::filesystem::remove(each.saved);
            saved_states_.erase(each.saved);
        }
    }
    unsynced_.erase(path);
}

void disk_ledger::undo(const change& last)
{
    std::error_code gone;
    if (last.kind == change_kind::created) {
        std::filesystem::remove(last.path, gone);
        forget(last.path);
    } else if (last.kind == change_kind::renamed) {
        std::filesystem::rename(last.path, last.from);
        if (auto moved = files_.extract(last.path)) {
            moved.key() = last.from;
            files_.insert(std::move(moved));
        }
    }
    if (!last.saved.empty()) {
        std::filesystem::rename(last.saved, last.path);
        if (const auto state = saved_states_.find(last.saved); state != saved_states_.end()) {
            files_[last.path] = state->second;
        }
    }
}

void disk_ledger::lose_unsynced(std::uint64_t seed)
{
    random dice(seed);
    for (auto& [folder, changes] : unsynced_) {
        const std::size_t kept = dice.chance(50) ? 0 : dice.below(changes.size() + 1);
        for (; changes.size() > kept; changes.pop_back()) {
            undo(changes.back());
        }
    }
    // Of each kind by itself, so that how many tables there are just now does not show in the log's fate.
    std::map<file_kind, random> dice_of;
    for (const auto& [path, state] : files_) {
        const auto kind = kind_of_file(path);
        auto& dice_now = dice_of.try_emplace(kind, seed + static_cast<std::uint64_t>(kind)).first->second;
        std::error_code gone;
        // What was allotted ahead is no content.
        const std::uint64_t written =
            std::min<std::uint64_t>(state->written, std::filesystem::file_size(path, gone));
        if (gone || written < state->synced) {
            continue;
        }
        const std::uint64_t unsynced = written - state->synced;
        const std::uint64_t left = state->synced + (dice_now.chance(50) ? 0 : dice_now.below(unsynced + 1));
        std::filesystem::resize_file(path, left);
        if (left > state->synced && dice_now.chance(25)) {
            blank_sector(path, state->synced, left, dice_now);
        }
    }
    unsynced_.clear();
    files_.clear();
    saved_states_.clear();
}

} // namespace chatqc::test
