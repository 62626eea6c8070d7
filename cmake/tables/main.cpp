// chatqc_tables: makes the tables of engine/text at build time.
//   chatqc_tables ideographs OUT                              the questions for the converter, one a line
//   chatqc_tables emit UNICODE_DIR T2S HK2S TW2S OUT.cpp      the table, from its answers
//   chatqc_tables sounds UNICODE_DIR READINGS OUT.cpp         how ideographs sound, from Unihan's readings
//   chatqc_tables shapes OUT.cpp                              what they are written for, from our own list
#include "emit.h"
#include "emit_forms.h"
#include "folding.h"
#include "unicode_data.h"

#include <exception>
#include <fstream>
#include <iostream>
#include <string>
#include <vector>

namespace {

using namespace chatqc::tables;

void write_ideographs(const std::string& path)
{
    std::ofstream out(path);
    for (const char32_t one : ideographs()) {
        out << to_utf8({one}) << '\n';
    }
}

void write_table(const std::vector<std::string>& arguments)
{
    const unicode_data data = read_unicode_data(arguments[1]);
    const conversions han{
        read_conversion(arguments[2]), read_conversion(arguments[3]), read_conversion(arguments[4])};
    std::ofstream out(arguments[5]);
    emit(decide(data, han), out);
}

void write_sounds(const std::vector<std::string>& arguments)
{
    const readings how_read = read_readings(arguments[2], read_unicode_data(arguments[1]));
    std::ofstream out(arguments[3]);
    emit(how_read, out);
}

void write_shapes(const std::string& path)
{
    std::ofstream out(path);
    emit(own_shapes(), out);
}

} // namespace

int main(int count, char** values)
{
    const std::vector<std::string> arguments(values + 1, values + count);
    try {
        if (arguments.size() == 2 && arguments[0] == "ideographs") {
            write_ideographs(arguments[1]);
        } else if (arguments.size() == 6 && arguments[0] == "emit") {
            write_table(arguments);
        } else if (arguments.size() == 4 && arguments[0] == "sounds") {
            write_sounds(arguments);
        } else if (arguments.size() == 2 && arguments[0] == "shapes") {
            write_shapes(arguments[1]);
        } else {
            std::cerr << "usage: chatqc_tables ideographs OUT | emit UNICODE_DIR T2S HK2S TW2S OUT.cpp |\n"
                         "       sounds UNICODE_DIR READINGS OUT.cpp | shapes OUT.cpp\n";
            return 2;
        }
    } catch (const std::exception& error) {
        std::cerr << "chatqc_tables: " << error.what() << '\n';
        return 1;
    }
    return 0;
}
