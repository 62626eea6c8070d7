// What of a disk would survive the loss of its power: of each file the bytes that were synced, of each folder
// the entries that were. Knows no RocksDB; the files themselves are the machine's.
#pragma once

#include "tests/support/temp_dir.h"

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace chatqc::test {

// A file by whatever name: what was written to it and what of that is safe.
struct written_file {
    std::uint64_t written = 0;
    std::uint64_t synced = 0;
};

// Not thread safe. Each call stands beside the one that changes the file, after it where not said otherwise.
class disk_ledger {
public:
    // Before a new file takes the place of one that may be there.
    std::shared_ptr<written_file> created(const std::string& path);
    // Instead of removing: the file is kept until its folder is synced.
    bool remove(const std::string& path);
    // Instead of renaming; what was called `to` is kept likewise.
    bool rename(const std::string& from, const std::string& to);
    void synced_folder(const std::string& folder);

    // Makes the folders what the disk would hold: of the changes to a folder that were not synced the first
    // few, as a file system with a journal keeps them, and of each file its synced bytes and perhaps some
    // behind them, torn or zero. Everything must be closed.
    void lose_unsynced(std::uint64_t seed);

private:
    enum class change_kind : std::uint8_t { created, renamed, removed };

    struct change {
        change_kind kind = change_kind::created;
        std::string path;  // of a rename: the new name
        std::string from;  // of a rename
        std::string saved; // where the file lies that was at `path`; empty: there was none
    };

    std::string save(const std::string& path);
    void undo(const change& last);

    void forget(const std::string& path) { files_.erase(path); }

    temp_dir saved_files_;
    std::uint64_t saved_ = 0;
    std::map<std::string, std::shared_ptr<written_file>> files_;
    std::map<std::string, std::shared_ptr<written_file>> saved_states_; // by where they are saved
    std::map<std::string, std::vector<change>> unsynced_;               // by folder
};

} // namespace chatqc::test
