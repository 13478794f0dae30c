# The functions every CMakeLists.txt of ours is written with:
#
#   dragoman_library(<target> [SOURCES a.cc ...] [DEPS target ...] [PRIVATE_DEPS target ...])
#   dragoman_executable(<target> SOURCES ... DEPS ...)
#   dragoman_test(<target> SOURCES ... [DEPS ...] [LABELS quick|media|weights|eval|chaos|shells] [TIMEOUT seconds])
#   dragoman_python_test(<name> SCRIPT file.py [ARGS ...] [VENV name] [LABELS ...] [TIMEOUT seconds])
#   dragoman_fuzzer(<target> SOURCES ... DEPS ... CORPUS directory)
#
# A target is named after its folder: src/text is dragoman_text, src/engines/onnx is
# dragoman_engines_onnx. A library without sources is one of headers alone.
set(_dragoman_warnings
  -Wall -Wextra -Wpedantic -Werror -Wconversion -Wshadow -Wold-style-cast -Wnon-virtual-dtor
  -Woverloaded-virtual -Wcast-align -Wformat=2 -Wimplicit-fallthrough -Wundef
  $<$<CXX_COMPILER_ID:GNU>:-Wduplicated-cond -Wlogical-op -Wuseless-cast>
  $<$<CXX_COMPILER_ID:Clang>:-Wno-sign-conversion>)  # as g++, whose -Wconversion leaves signs alone

set(_dragoman_sanitize "")
if(DRAGOMAN_SANITIZE)
  list(APPEND _dragoman_sanitize -fsanitize=${DRAGOMAN_SANITIZE} -fno-sanitize-recover=all
    -fno-omit-frame-pointer)
endif()
if(DRAGOMAN_FUZZ)
  if(NOT CMAKE_CXX_COMPILER_ID STREQUAL Clang)
    message(FATAL_ERROR "DRAGOMAN_FUZZ needs clang: use `cmake --preset fuzz`")
  endif()
  list(APPEND _dragoman_sanitize -fsanitize=fuzzer-no-link)
endif()

# Compiles a target as our own code: warnings are errors, hardening in optimised builds.
function(_dragoman_own target)
  target_include_directories(${target} PUBLIC "${CMAKE_SOURCE_DIR}/src")
  target_compile_definitions(${target} PRIVATE
    $<$<CONFIG:RelWithDebInfo>:_GLIBCXX_ASSERTIONS _FORTIFY_SOURCE=2>)
  target_compile_options(${target} PRIVATE ${_dragoman_warnings} ${_dragoman_sanitize}
    $<$<CONFIG:RelWithDebInfo>:-fstack-protector-strong>)
  target_link_options(${target} PUBLIC ${_dragoman_sanitize})
endfunction()

function(dragoman_library target)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "" "SOURCES;DEPS;PRIVATE_DEPS")
  _dragoman_check_arguments(dragoman_library ${target} "${arg_UNPARSED_ARGUMENTS}")
  if(arg_SOURCES)
    add_library(${target} STATIC ${arg_SOURCES})
    target_link_libraries(${target} PUBLIC ${arg_DEPS} PRIVATE ${arg_PRIVATE_DEPS})
    _dragoman_own(${target})
  else()
    add_library(${target} INTERFACE)
    target_include_directories(${target} INTERFACE "${CMAKE_SOURCE_DIR}/src")
    target_link_libraries(${target} INTERFACE ${arg_DEPS})
  endif()
endfunction()

# The program stands at the top of the build folder and finds its libraries in lib/ beside it.
function(dragoman_executable target)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "" "SOURCES;DEPS")
  _dragoman_check_arguments(dragoman_executable ${target} "${arg_UNPARSED_ARGUMENTS}")
  add_executable(${target} ${arg_SOURCES})
  target_link_libraries(${target} PRIVATE ${arg_DEPS})
  _dragoman_own(${target})
  set_target_properties(${target} PROPERTIES RUNTIME_OUTPUT_DIRECTORY "${CMAKE_BINARY_DIR}"
    BUILD_RPATH_USE_ORIGIN ON)
  target_link_options(${target} PRIVATE $<$<CONFIG:RelWithDebInfo>:-Wl,-z,relro,-z,now>)
endfunction()

# One process for all cases of a test program: weights are loaded once.
function(dragoman_test target)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "TIMEOUT" "SOURCES;DEPS;LABELS")
  _dragoman_check_arguments(dragoman_test ${target} "${arg_UNPARSED_ARGUMENTS}")
  if(NOT BUILD_TESTING)
    return()
  endif()
  add_executable(${target} ${arg_SOURCES})
  target_link_libraries(${target} PRIVATE ${arg_DEPS} dragoman_test_main GTest::gmock)
  _dragoman_own(${target})
  add_test(NAME ${target} COMMAND ${target})
  _dragoman_label(${target} "${arg_LABELS}" "${arg_TIMEOUT}")
endfunction()

function(dragoman_python_test name)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "SCRIPT;VENV;TIMEOUT" "ARGS;LABELS")
  _dragoman_check_arguments(dragoman_python_test ${name} "${arg_UNPARSED_ARGUMENTS}")
  if(NOT BUILD_TESTING)
    return()
  endif()
  cmake_path(ABSOLUTE_PATH arg_SCRIPT)
  # `setup.py run` starts the interpreter of a locked environment, which it makes at first need.
  set(interpreter python3 "${CMAKE_SOURCE_DIR}/setup/setup.py" run "${arg_VENV}")
  if(NOT arg_VENV)
    set(interpreter python3)
  endif()
  add_test(NAME ${name} COMMAND ${interpreter} "${arg_SCRIPT}" ${arg_ARGS})
  set_tests_properties(${name} PROPERTIES ENVIRONMENT "DRAGOMAN_BUILD_DIR=${CMAKE_BINARY_DIR}")
  _dragoman_label(${name} "${arg_LABELS}" "${arg_TIMEOUT}")
endfunction()

# With DRAGOMAN_FUZZ a libFuzzer program in <build>/fuzzers; otherwise a quick test that feeds the
# corpus to the same entry point.
function(dragoman_fuzzer target)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "CORPUS" "SOURCES;DEPS")
  _dragoman_check_arguments(dragoman_fuzzer ${target} "${arg_UNPARSED_ARGUMENTS}")
  if(NOT BUILD_TESTING)
    return()
  endif()
  add_executable(${target} ${arg_SOURCES})
  target_link_libraries(${target} PRIVATE ${arg_DEPS})
  _dragoman_own(${target})
  cmake_path(ABSOLUTE_PATH arg_CORPUS)
  if(DRAGOMAN_FUZZ)
    set_target_properties(${target} PROPERTIES
      RUNTIME_OUTPUT_DIRECTORY "${CMAKE_BINARY_DIR}/fuzzers")
    target_link_options(${target} PRIVATE -fsanitize=fuzzer)
    if(NOT TARGET fuzzers)
      add_custom_target(fuzzers)
    endif()
    add_dependencies(fuzzers ${target})
    file(WRITE "${CMAKE_BINARY_DIR}/fuzzers/${target}.corpus" "${arg_CORPUS}\n")  # for make fuzz
  else()
    target_sources(${target} PRIVATE "${CMAKE_SOURCE_DIR}/cmake/fuzz_replay.cc")
    add_test(NAME ${target} COMMAND ${target} "${arg_CORPUS}")
    _dragoman_label(${target} "" "")
  endif()
endfunction()

function(_dragoman_label test labels timeout)
  if(NOT labels)
    set(labels quick)
  endif()
  foreach(label IN LISTS labels)
    if(NOT label MATCHES "^(quick|media|weights|eval|chaos|shells|browser|tidy)$")
      message(FATAL_ERROR "${test}: unknown label ${label}")
    endif()
  endforeach()
  if(NOT timeout)
    set(timeout 600)
    if("quick" IN_LIST labels)
      set(timeout 120)
    endif()
  endif()
  if(DRAGOMAN_SANITIZE)
    math(EXPR timeout "${timeout} * 5")
  endif()
  set_tests_properties(${test} PROPERTIES LABELS "${labels}" TIMEOUT ${timeout})
endfunction()

function(_dragoman_check_arguments function target unparsed)
  if(unparsed)
    message(FATAL_ERROR "${function}(${target}): unknown arguments ${unparsed}")
  endif()
endfunction()
