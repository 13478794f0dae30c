# engines::ctranslate2 (static, with oneDNN's matrix products), engines::onnxruntime and
# engines::espeak_ng (shared), from the prefix that `make setup` leaves in DRAGOMAN_ENGINES_DIR.
#
# The shared ones are copied to <build>/lib, with eSpeak NG's data beside them in
# <build>/lib/espeak-ng-data, so that a build folder runs wherever it is moved to.
if(NOT EXISTS "${DRAGOMAN_ENGINES_DIR}/stamp.json")
  message(FATAL_ERROR "No engines in ${DRAGOMAN_ENGINES_DIR}: run `make setup` first")
endif()

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
