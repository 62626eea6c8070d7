// What a piece of code prints, as text. Nothing else may print meanwhile.
#pragma once

#include "tests/support/temp_dir.h"

#include <cstdio>
#include <fcntl.h>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <string>
#include <unistd.h>

namespace chatqc::test {

struct printed {
    std::string out; // standard output
    std::string err; // standard error
};

// One of the standard streams goes into a file for as long as this lives.
class diverted_stream {
public:
    diverted_stream(std::FILE* stream, const std::string& path)
        : stream_{stream}, original_{::dup(::fileno(stream))}
    {
        std::fflush(stream_);
        const int into = ::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
        if (original_ < 0 || into < 0 || ::dup2(into, ::fileno(stream_)) < 0) {
            throw std::runtime_error("cannot divert a stream into " + path);
        }
        ::close(into);
    }

    ~diverted_stream()
    {
        std::fflush(stream_);
        ::dup2(original_, ::fileno(stream_));
        ::close(original_);
    }

    diverted_stream(const diverted_stream&) = delete;
    diverted_stream& operator=(const diverted_stream&) = delete;

private:
    std::FILE* stream_;
    int original_;
};

template <typename body> printed printed_by(const body& run)
{
    const temp_dir folder;
    const auto path = [&](const char* name) { return (folder / name).string(); };
    {
        const diverted_stream out{stdout, path("out")};
        const diverted_stream err{stderr, path("err")};
        run();
    }
    const auto text_of = [](const std::string& file) {
        std::ifstream in{file, std::ios::binary};
        return std::string{std::istreambuf_iterator<char>{in}, {}};
    };
    return {text_of(path("out")), text_of(path("err"))};
}

} // namespace chatqc::test
