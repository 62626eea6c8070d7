# Installs the page's build tools when package-lock.json has changed since the last time: cmake -P, with WEB (this
# folder) and NPM. The build trees of one checkout share web/node_modules, so one at a time.
set(stamp "${WEB}/node_modules/.chatqc-lock")
file(SHA256 "${WEB}/package-lock.json" wanted)
file(LOCK "${WEB}" DIRECTORY GUARD PROCESS TIMEOUT 600)
set(installed "")
if(EXISTS "${stamp}")
    file(READ "${stamp}" installed)
endif()
if(installed STREQUAL wanted)
    return()
endif()
execute_process(
    COMMAND "${NPM}" ci --ignore-scripts --no-audit --no-fund
    WORKING_DIRECTORY "${WEB}"
    RESULT_VARIABLE failed
    OUTPUT_QUIET
)
if(failed)
    message(FATAL_ERROR "`npm ci` in web/ failed: the page's build tools could not be installed (is the npm registry reachable?)")
endif()
file(WRITE "${stamp}" "${wanted}")
