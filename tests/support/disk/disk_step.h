// The steps RocksDB takes on a disk, as tests name them: what is done to which kind of file.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

namespace chatqc::test {

enum class file_kind : std::uint8_t {
    wal,
    table,
    manifest,
    current,   // while it is made under another name too
    directory, // the folder of all the others
    other,     // options, identity
};

enum class disk_act : std::uint8_t { create, append, sync, rename, remove };

struct disk_step {
    file_kind file = file_kind::other;
    disk_act act = disk_act::append;

    [[nodiscard]] std::string name() const
    {
        constexpr std::array<std::string_view, 6> files = {
            "wal", "table", "manifest", "current", "directory", "other"};
        constexpr std::array<std::string_view, 5> acts = {"create", "append", "sync", "rename", "remove"};
        return std::string(files[static_cast<std::size_t>(file)]) + "." +
               std::string(acts[static_cast<std::size_t>(act)]);
    }
};

// All that RocksDB does to a store: held against what it does in suite storage.power_loss, and by
// e2e.kill_points.
inline constexpr std::array all_disk_steps = {
    disk_step{file_kind::wal, disk_act::create},      disk_step{file_kind::wal, disk_act::append},
    disk_step{file_kind::wal, disk_act::sync},        disk_step{file_kind::wal, disk_act::remove},
    disk_step{file_kind::table, disk_act::create},    disk_step{file_kind::table, disk_act::append},
    disk_step{file_kind::table, disk_act::sync},      disk_step{file_kind::table, disk_act::remove},
    disk_step{file_kind::manifest, disk_act::create}, disk_step{file_kind::manifest, disk_act::append},
    disk_step{file_kind::manifest, disk_act::sync},   disk_step{file_kind::manifest, disk_act::remove},
    disk_step{file_kind::current, disk_act::create},  disk_step{file_kind::current, disk_act::append},
    disk_step{file_kind::current, disk_act::sync},    disk_step{file_kind::current, disk_act::rename},
    disk_step{file_kind::directory, disk_act::sync},  disk_step{file_kind::other, disk_act::create},
    disk_step{file_kind::other, disk_act::append},    disk_step{file_kind::other, disk_act::sync},
    disk_step{file_kind::other, disk_act::rename},    disk_step{file_kind::other, disk_act::remove},
};

// By the last part of its path. Every temporary file of a store becomes its CURRENT.
inline file_kind kind_of_file(std::string_view path)
{
    const std::string_view name = path.substr(path.rfind('/') + 1);
    if (name.ends_with(".log")) {
        return file_kind::wal;
    }
    if (name.ends_with(".sst")) {
        return file_kind::table;
    }
    if (name.starts_with("MANIFEST-")) {
        return file_kind::manifest;
    }
    const bool is_options = name.starts_with("OPTIONS-");
    if (name == "CURRENT" || (name.ends_with(".dbtmp") && !is_options)) {
        return file_kind::current;
    }
    return file_kind::other;
}

} // namespace chatqc::test
