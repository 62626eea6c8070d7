// What the environment asks of the faulty binary: CHATQC_KILL_POINT=NAME[:N] lets the process die when it
// comes to that place for the Nth time; CHATQC_DISK_FAULTS=FILE lets the disk fail as the file says at that
// moment.
#pragma once

#include <string>
#include <vector>

namespace chatqc::test {

// Every name that CHATQC_KILL_POINT takes: of the program's own places, and of the steps of the disk, at
// which it dies before the step is taken.
std::vector<std::string> kill_points();

} // namespace chatqc::test
