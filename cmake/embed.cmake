# dragoman_embed(<target> <symbol> <file>): the bytes of a file in the program.
#
# A source that says
#   namespace dragoman::embedded { extern const std::string_view <symbol>; }
# finds them there. At build time this file is its own script:
#   cmake -DINPUT=... -DOUTPUT=... -DSYMBOL=... -P embed.cmake
if(CMAKE_SCRIPT_MODE_FILE)
  file(READ "${INPUT}" bytes HEX)
  string(REGEX REPLACE "([0-9a-f][0-9a-f])" "0x\\1," bytes "${bytes}")
  file(WRITE "${OUTPUT}" "#include <string_view>
namespace dragoman::embedded {
extern const std::string_view ${SYMBOL};
namespace {
constexpr unsigned char kBytes[] = {${bytes}0};
}
const std::string_view ${SYMBOL}(reinterpret_cast<const char*>(kBytes), sizeof(kBytes) - 1);
}
")
  return()
endif()

function(dragoman_embed target symbol file)
  set(input "${CMAKE_CURRENT_SOURCE_DIR}/${file}")
  set(output "${CMAKE_CURRENT_BINARY_DIR}/embedded_${symbol}.cc")
  set(script "${CMAKE_SOURCE_DIR}/cmake/embed.cmake")
  add_custom_command(
    OUTPUT "${output}"
    COMMAND "${CMAKE_COMMAND}" -DINPUT=${input} -DOUTPUT=${output} -DSYMBOL=${symbol} -P "${script}"
    DEPENDS "${input}" "${script}"
    COMMENT "Embedding ${file}"
    VERBATIM)
  target_sources(${target} PRIVATE "${output}")
endfunction()
