// Where a bench, and one run of it, keep their files.
#pragma once

#include <cstdlib>
#include <filesystem>
#include <stdexcept>
#include <string>

namespace chatqc::bench {

// A new one below the folder for temporary files.
class scratch_folder {
public:
    scratch_folder()
    {
        path_ = (std::filesystem::temp_directory_path() / "chatqc-bench-XXXXXX").string();
        if (mkdtemp(path_.data()) == nullptr) {
            throw std::runtime_error("cannot make " + path_);
        }
    }

    ~scratch_folder()
    {
        std::error_code ignored;
        std::filesystem::remove_all(path_, ignored);
    }

    scratch_folder(const scratch_folder&) = delete;
    scratch_folder& operator=(const scratch_folder&) = delete;

    [[nodiscard]] const std::string& path() const { return path_; }

private:
    std::string path_;
};

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
