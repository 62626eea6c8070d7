#include "app/output_file.h"

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <system_error>

namespace chatqc::app {

namespace files = std::filesystem;

output_file::output_file(const std::string& path) : path_{path}
{
    if (path.empty() || path == "-") {
        path_ = "standard output";
        file_ = stdout;
        return;
    }
    std::error_code ignored;
    const files::file_status status = files::status(path, ignored);
    const bool is_device = files::exists(status) && !files::is_regular_file(status);
    if (!is_device) {
        unfinished_ = path + ".unfinished";
    }
    file_ = std::fopen(is_device ? path.c_str() : unfinished_.c_str(), "wb");
    if (file_ == nullptr) {
        fail("cannot be written");
        unfinished_.clear();
    }
}

output_file::~output_file()
{
    if (file_ != nullptr && file_ != stdout) {
        static_cast<void>(std::fclose(file_));
    }
    if (!unfinished_.empty()) {
        std::error_code ignored;
        files::remove(unfinished_, ignored);
    }
}

void output_file::fail(const char* what)
{
    if (problem_.empty()) {
        problem_ = path_ + ' ' + what + ": " + std::strerror(errno);
    }
}

void output_file::write(std::string_view text)
{
    if (file_ != nullptr && std::fwrite(text.data(), 1, text.size(), file_) != text.size()) {
        fail("cannot be written");
    }
}

bool output_file::finish()
{
    if (file_ == nullptr) {
        return false;
    }
    if (std::fflush(file_) != 0) {
        fail("cannot be written");
    }
    if (file_ != stdout && std::fclose(file_) != 0) {
        fail("cannot be closed");
    }
    file_ = file_ == stdout ? stdout : nullptr;
    if (problem_.empty() && !unfinished_.empty()) {
        std::error_code error;
        files::rename(unfinished_, path_, error);
        if (error) {
            problem_ = path_ + " cannot be written: " + error.message();
        } else {
            unfinished_.clear();
        }
    }
    return problem_.empty();
}

} // namespace chatqc::app
