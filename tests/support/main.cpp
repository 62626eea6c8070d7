// The main of every test binary: doctest's, and a run whose filters let no test pass is a failure.
#define DOCTEST_CONFIG_IMPLEMENT
#include <doctest/doctest.h>

#include <cstdio>
#include <cstdlib>

namespace {

unsigned selected_tests = 0;

struct selection_counter : doctest::IReporter {
    explicit selection_counter(const doctest::ContextOptions&) {}

    void report_query(const doctest::QueryData&) override { selected_tests = 1; } // --list-…: not a run

    void test_run_start() override {}

    void test_run_end(const doctest::TestRunStats& stats) override
    {
        selected_tests = stats.numTestCasesPassingFilters;
    }

    void test_case_start(const doctest::TestCaseData&) override {}

    void test_case_reenter(const doctest::TestCaseData&) override {}

    void test_case_end(const doctest::CurrentTestCaseStats&) override {}

    void test_case_exception(const doctest::TestCaseException&) override {}

    void subcase_start(const doctest::SubcaseSignature&) override {}

    void subcase_end() override {}

    void log_assert(const doctest::AssertData&) override {}

    void log_message(const doctest::MessageData&) override {}

    void test_case_skipped(const doctest::TestCaseData&) override {}
};

} // namespace

DOCTEST_REGISTER_LISTENER("selection_counter", 1, selection_counter);

int main(int argc, char** argv)
{
    doctest::Context context(argc, argv);
    const int status = context.run();
    if (context.shouldExit()) {
        return status;
    }
    if (selected_tests == 0) {
        std::fputs("no test matches the filters\n", stderr);
        return EXIT_FAILURE;
    }
    return status;
}
