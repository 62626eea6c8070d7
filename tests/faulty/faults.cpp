#include "tests/faulty/faults.h"

#include "engine/kill_point.h"
#include "storage/disk.h"
#include "tests/support/disk/faulty_disk.h"

#include <atomic>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <fstream>
#include <thread>

namespace chatqc::test {

namespace {

class armed_point {
public:
    armed_point()
    {
        const char* given = std::getenv("CHATQC_KILL_POINT");
        name_ = given == nullptr ? "" : given;
        if (const auto colon = name_.find(':'); colon != std::string::npos) {
            left_ = std::strtoll(name_.c_str() + colon + 1, nullptr, 10);
            name_.resize(colon);
        }
    }

    void reached(std::string_view name)
    {
        if (name == name_ && --left_ == 0) {
            std::raise(SIGKILL);
        }
    }

private:
    std::string name_;
    std::atomic<long long> left_{1};
};

armed_point& armed()
{
    static armed_point one;
    return one;
}

// What the file says of this step: lines "ACT no_space", "ACT io_error" or "ACT MILLISECONDS", which only
// takes long.
disk_fault fault_in(const char* path, const disk_step& step)
{
    std::ifstream in(path);
    const std::string name = step.name();
    const std::string act = name.substr(name.find('.') + 1);
    std::string wanted;
    std::string what;
    while (in >> wanted >> what) {
        if (wanted != act) {
            continue;
        }
        if (what == "no_space") {
            return disk_fault::no_space;
        }
        if (what == "io_error") {
            return disk_fault::io_error;
        }
        std::this_thread::sleep_for(std::chrono::milliseconds(std::stoll(what)));
    }
    return disk_fault::none;
}

} // namespace

std::vector<std::string> kill_points()
{
    std::vector<std::string> names(engine::kill_point_names.begin(), engine::kill_point_names.end());
    for (const disk_step& step : all_disk_steps) {
        names.push_back(step.name());
    }
    return names;
}

} // namespace chatqc::test

void chatqc::engine::reached(kill_point where)
{
    test::armed().reached(kill_point_names[static_cast<std::size_t>(where)]);
}

std::shared_ptr<chatqc::storage::disk> chatqc::storage::disk_of_process()
{
    static const auto one = [] {
        auto made = std::make_shared<test::faulty_disk>();
        const char* faults = std::getenv("CHATQC_DISK_FAULTS");
        made->before_each([faults](const test::disk_step& step) {
            test::armed().reached(step.name());
            return faults == nullptr ? test::disk_fault::none : test::fault_in(faults, step);
        });
        return made;
    }();
    return one;
}
