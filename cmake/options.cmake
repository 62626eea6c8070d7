# Flags every target links privately as chatqc::options; nothing global is touched.
add_library(chatqc_options INTERFACE)
add_library(chatqc::options ALIAS chatqc_options)
target_compile_features(chatqc_options INTERFACE cxx_std_20)
target_compile_options(
    chatqc_options
    INTERFACE
        -Wall
        -Wextra
        -Wpedantic
        -Wshadow
        -Wconversion
        -Wsign-conversion
        -Wold-style-cast
        -Wnon-virtual-dtor
        -Woverloaded-virtual
        -fno-omit-frame-pointer
        $<$<BOOL:${CHATQC_WERROR}>:-Werror>
        # g++ 12 sees empty std::optionals being read where none is (GCC bug 80635): not that warning.
        $<$<CXX_COMPILER_ID:GNU>:-Wduplicated-cond;-Wlogical-op;-Wno-maybe-uninitialized>
)
target_compile_definitions(chatqc_options INTERFACE $<$<BOOL:${CHATQC_CANARIES}>:CHATQC_CANARIES>)
if(CHATQC_SANITIZE)
    list(JOIN CHATQC_SANITIZE "," sanitizers)
    target_compile_options(chatqc_options INTERFACE -fsanitize=${sanitizers} -fno-sanitize-recover=all)
    target_link_options(chatqc_options INTERFACE -fsanitize=${sanitizers})
    if("thread" IN_LIST CHATQC_SANITIZE AND CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
        # g++ 12 warns of Asio's fences, which TSan does not model.
        target_compile_options(chatqc_options INTERFACE -Wno-tsan)
    endif()
endif()

# chatqc_library(NAME SOURCES… ): one static library a folder, alias chatqc::NAME, headers rooted at the project.
function(chatqc_library name)
    add_library(chatqc_${name} STATIC)
    add_library(chatqc::${name} ALIAS chatqc_${name})
    target_compile_features(chatqc_${name} PUBLIC cxx_std_20)
    set_target_properties(chatqc_${name} PROPERTIES CXX_EXTENSIONS OFF)
    target_include_directories(chatqc_${name} PUBLIC ${PROJECT_SOURCE_DIR})
    target_link_libraries(chatqc_${name} PRIVATE chatqc::options)
    # While a folder is still without sources (to be deleted once none is).
    file(WRITE ${PROJECT_BINARY_DIR}/none.cpp "")
    target_sources(chatqc_${name} PRIVATE ${PROJECT_BINARY_DIR}/none.cpp)
endfunction()
