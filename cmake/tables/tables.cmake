# The tables of engine/text, made at build time from Debian's unicode-data, the answers of opencc and our own lists, so
# that no table text of others lives in the repository. Sets TEXT_TABLES to the source files made; include it where those
# are compiled.
set(CHATQC_UNICODE_DIR "/usr/share/unicode" CACHE PATH "Folder of UnicodeData.txt (package unicode-data)")
find_program(CHATQC_OPENCC opencc REQUIRED DOC "The opencc command (package opencc)")
find_program(CHATQC_BZIP2 bzip2 REQUIRED DOC "The bzip2 command (package bzip2); Unihan is packed")

set(table_sources
    main.cpp
    unicode_data.cpp
    readings.cpp
    own_lists.cpp
    own_shapes.cpp
    folding.cpp
    emit.cpp
    emit_forms.cpp
)
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

set(packed_readings ${CHATQC_UNICODE_DIR}/Unihan_Readings.txt.bz2)
set(readings ${CMAKE_CURRENT_BINARY_DIR}/readings.txt)
set(SOUND_TABLE ${CMAKE_CURRENT_BINARY_DIR}/sound_table.cpp)
add_custom_command(
    OUTPUT ${SOUND_TABLE}
    BYPRODUCTS ${readings}
    COMMAND ${CHATQC_BZIP2} -dc ${packed_readings} > ${readings}
    COMMAND chatqc_tables sounds ${CHATQC_UNICODE_DIR} ${readings} ${SOUND_TABLE}
    DEPENDS chatqc_tables ${packed_readings}
    COMMENT "Making the table of sounds"
    VERBATIM
)

set(SHAPE_TABLE ${CMAKE_CURRENT_BINARY_DIR}/shape_table.cpp)
add_custom_command(
    OUTPUT ${SHAPE_TABLE}
    COMMAND chatqc_tables shapes ${SHAPE_TABLE}
    DEPENDS chatqc_tables
    COMMENT "Making the table of shapes"
    VERBATIM
)
set(TEXT_TABLES ${FOLD_TABLE} ${SOUND_TABLE} ${SHAPE_TABLE})
