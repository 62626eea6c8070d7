# The folding table of engine/text: made at build time from Debian's unicode-data and the answers of opencc, so that no
# table text lives in the repository. Sets FOLD_TABLE to the source file made; include it where that file is compiled.
set(CHATQC_UNICODE_DIR "/usr/share/unicode" CACHE PATH "Folder of UnicodeData.txt (package unicode-data)")
find_program(CHATQC_OPENCC opencc REQUIRED DOC "The opencc command (package opencc)")

set(table_sources main.cpp unicode_data.cpp own_lists.cpp folding.cpp emit.cpp)
list(TRANSFORM table_sources PREPEND ${CMAKE_CURRENT_LIST_DIR}/)
add_executable(chatqc_tables ${table_sources})
target_include_directories(chatqc_tables PRIVATE ${PROJECT_SOURCE_DIR})
target_link_libraries(chatqc_tables PRIVATE chatqc::options)
set_target_properties(chatqc_tables PROPERTIES CXX_EXTENSIONS OFF)

set(ideographs ${CMAKE_CURRENT_BINARY_DIR}/ideographs.txt)
set(answers)
set(ask)
foreach(conversion t2s hk2s tw2s)
    set(answer ${CMAKE_CURRENT_BINARY_DIR}/${conversion}.txt)
    list(APPEND answers ${answer})
    list(APPEND ask COMMAND ${CHATQC_OPENCC} -c ${conversion}.json -i ${ideographs} -o ${answer})
endforeach()
set(FOLD_TABLE ${CMAKE_CURRENT_BINARY_DIR}/fold_table.cpp)
add_custom_command(
    OUTPUT ${FOLD_TABLE}
    BYPRODUCTS ${ideographs} ${answers}
    COMMAND chatqc_tables ideographs ${ideographs}
    ${ask}
    COMMAND chatqc_tables emit ${CHATQC_UNICODE_DIR} ${answers} ${FOLD_TABLE}
    DEPENDS chatqc_tables ${CHATQC_UNICODE_DIR}/UnicodeData.txt
    COMMENT "Making the folding table"
    VERBATIM
)
