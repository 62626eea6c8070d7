// Where a command writes its result: a file or standard output, buffered. A file appears under its name only
// when it is complete.
#pragma once

#include <cstdio>
#include <string>
#include <string_view>

namespace chatqc::app {

class output_file {
public:
    // Empty or `-`: standard output. Whether it could be opened: problem() is empty.
    explicit output_file(const std::string& path);
    ~output_file(); // without finish(): what was written so far is removed

    output_file(const output_file&) = delete;
    output_file& operator=(const output_file&) = delete;

    void write(std::string_view text);
    // False, with problem() set, if anything could not be written.
    bool finish();

    [[nodiscard]] const std::string& problem() const { return problem_; } // one sentence, names the file

    [[nodiscard]] bool is_standard_output() const { return file_ == stdout; }

private:
    void fail(const char* what);

    std::string path_;
    std::string unfinished_; // the name until it is complete; empty where the path is no regular file
    std::FILE* file_ = nullptr;
    std::string problem_;
};

} // namespace chatqc::app
