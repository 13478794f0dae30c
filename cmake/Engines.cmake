# engines::ctranslate2 (static, with oneDNN's matrix products), engines::onnxruntime and
# engines::espeak_ng (shared), from the prefix that `make setup` leaves in DRAGOMAN_ENGINES_DIR;
# engines::llama and engines::mtmd (shared), from the one in DRAGOMAN_LLAMA_DIR; engines::open_jtalk
# (static), from the one in DRAGOMAN_OPEN_JTALK_DIR.
#
# The shared ones are copied to <build>/lib, with eSpeak NG's data beside them in
# <build>/lib/espeak-ng-data, so that a build folder runs wherever it is moved to.
foreach(_prefix "${DRAGOMAN_ENGINES_DIR}" "${DRAGOMAN_LLAMA_DIR}" "${DRAGOMAN_OPEN_JTALK_DIR}")
  if(NOT EXISTS "${_prefix}/stamp.json")
    message(FATAL_ERROR "No engines in ${_prefix}: run `make setup` first")
  endif()
endforeach()

set(_engines_include "${DRAGOMAN_ENGINES_DIR}/include")
set(DRAGOMAN_LIB_DIR "${CMAKE_BINARY_DIR}/lib")
file(MAKE_DIRECTORY "${DRAGOMAN_LIB_DIR}")
foreach(_library libonnxruntime.so.1 libespeak-ng.so.1)
  file(COPY_FILE "${DRAGOMAN_ENGINES_DIR}/lib/${_library}" "${DRAGOMAN_LIB_DIR}/${_library}"
    ONLY_IF_DIFFERENT)
endforeach()
file(COPY "${DRAGOMAN_ENGINES_DIR}/share/espeak-ng-data" DESTINATION "${DRAGOMAN_LIB_DIR}")

function(_dragoman_archive name)
  add_library(engines::${name} STATIC IMPORTED GLOBAL)
  set_target_properties(engines::${name} PROPERTIES
    IMPORTED_LOCATION "${DRAGOMAN_ENGINES_DIR}/lib/lib${name}.a")
endfunction()

_dragoman_archive(cpu_features)
_dragoman_archive(dnnl)
_dragoman_archive(ctranslate2)
target_include_directories(engines::ctranslate2 SYSTEM INTERFACE "${_engines_include}/ctranslate2")
target_link_libraries(engines::ctranslate2 INTERFACE
  engines::dnnl engines::cpu_features Threads::Threads ${CMAKE_DL_LIBS})

add_library(engines::onnxruntime SHARED IMPORTED GLOBAL)
set_target_properties(engines::onnxruntime PROPERTIES
  IMPORTED_LOCATION "${DRAGOMAN_LIB_DIR}/libonnxruntime.so.1" IMPORTED_SONAME libonnxruntime.so.1)
target_include_directories(engines::onnxruntime SYSTEM INTERFACE "${_engines_include}/onnxruntime")

# Built against Debian's header of 1.51: 1.52 only adds calls to it.
find_path(ESPEAK_NG_INCLUDE_DIR espeak-ng/speak_lib.h REQUIRED)
add_library(engines::espeak_ng SHARED IMPORTED GLOBAL)
set_target_properties(engines::espeak_ng PROPERTIES
  IMPORTED_LOCATION "${DRAGOMAN_LIB_DIR}/libespeak-ng.so.1" IMPORTED_SONAME libespeak-ng.so.1)
target_include_directories(engines::espeak_ng SYSTEM INTERFACE "${ESPEAK_NG_INCLUDE_DIR}")

add_library(engines::open_jtalk STATIC IMPORTED GLOBAL)
set_target_properties(engines::open_jtalk PROPERTIES
  IMPORTED_LOCATION "${DRAGOMAN_OPEN_JTALK_DIR}/lib/libopen_jtalk.a")
target_include_directories(engines::open_jtalk SYSTEM INTERFACE
  "${DRAGOMAN_OPEN_JTALK_DIR}/include")

# llama.cpp, ggml and mtmd; of ggml's kernels, src/engines/llama loads those that the CPU can run.
function(_dragoman_llama name file)
  file(COPY_FILE "${DRAGOMAN_LLAMA_DIR}/lib/${file}" "${DRAGOMAN_LIB_DIR}/${file}" ONLY_IF_DIFFERENT)
  add_library(engines::${name} SHARED IMPORTED GLOBAL)
  set_target_properties(engines::${name} PROPERTIES
    IMPORTED_LOCATION "${DRAGOMAN_LIB_DIR}/${file}" IMPORTED_SONAME "${file}")
  target_include_directories(engines::${name} SYSTEM INTERFACE "${DRAGOMAN_LLAMA_DIR}/include/llama")
  target_link_libraries(engines::${name} INTERFACE ${ARGN})
endfunction()
_dragoman_llama(ggml_base libggml-base.so.0)
_dragoman_llama(ggml libggml.so.0 engines::ggml_base)
_dragoman_llama(llama libllama.so.0 engines::ggml)
_dragoman_llama(mtmd libmtmd.so.0 engines::llama)
foreach(_level baseline avx2 avx512)
  file(COPY_FILE "${DRAGOMAN_LLAMA_DIR}/lib/libggml-cpu-${_level}.so"
    "${DRAGOMAN_LIB_DIR}/libggml-cpu-${_level}.so" ONLY_IF_DIFFERENT)
endforeach()
