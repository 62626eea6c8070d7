// `chatqc` as the product has it, and one command more: `kill-points` lists at what CHATQC_KILL_POINT lets it
// die.
#include "app/commands.h"
#include "tests/faulty/faults.h"

#include <cstdio>
#include <string_view>

int main(int argc, char** argv)
{
    if (argc == 2 && std::string_view(argv[1]) == "kill-points") {
        for (const auto& name : chatqc::test::kill_points()) {
            std::puts(name.c_str());
        }
        return 0;
    }
    return chatqc::app::run_command_line(argc, argv);
}
