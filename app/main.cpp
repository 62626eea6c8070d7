#include "app/commands.h"

int main(int argc, char** argv)
{
    return chatqc::app::run_command_line(argc, argv);
}
