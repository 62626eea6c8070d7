// Where one run of a bench keeps its store.
#pragma once

#include <filesystem>
#include <string>

namespace chatqc::bench {

// A folder that is there while one run lasts.
class run_folder {
public:
    explicit run_folder(const std::string& inside) : path_(std::filesystem::path(inside) / "run")
    {
        std::filesystem::remove_all(path_);
        std::filesystem::create_directories(path_);
    }

    ~run_folder()
    {
        std::error_code ignored;
        std::filesystem::remove_all(path_, ignored);
    }

    run_folder(const run_folder&) = delete;
    run_folder& operator=(const run_folder&) = delete;

    [[nodiscard]] std::string operator/(const char* name) const { return (path_ / name).string(); }

private:
    std::filesystem::path path_;
};

} // namespace chatqc::bench
