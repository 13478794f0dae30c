# What Debian provides. Packages without a CMake configuration come through pkg-config and are given
# one name each, deps::<package>; all of them are system headers to our warnings.
find_package(PkgConfig REQUIRED)
find_package(Threads REQUIRED)
find_package(fmt 9 REQUIRED)
find_package(Boost 1.81 REQUIRED COMPONENTS json url)
find_package(CURL REQUIRED)
find_package(ICU REQUIRED COMPONENTS uc i18n data)
find_package(tomlplusplus REQUIRED)
find_package(GTest REQUIRED)

function(_dragoman_pkg name)
  pkg_check_modules(${name} REQUIRED IMPORTED_TARGET GLOBAL ${ARGN})
  add_library(deps::${name} ALIAS PkgConfig::${name})
endfunction()

_dragoman_pkg(ffmpeg libavformat libavcodec libswresample libswscale libavutil)
_dragoman_pkg(sentencepiece sentencepiece)
_dragoman_pkg(kissfft kissfft-float)
_dragoman_pkg(libcrypto libcrypto)
_dragoman_pkg(hiredis hiredis)
_dragoman_pkg(soxr soxr)
_dragoman_pkg(sqlite sqlite3)
_dragoman_pkg(ebur128 libebur128)
_dragoman_pkg(prometheus prometheus-cpp-core)
_dragoman_pkg(tesseract tesseract lept)
_dragoman_pkg(turbojpeg libturbojpeg)
_dragoman_pkg(zlib zlib)

# Whose loops run on GCC's OpenMP.
target_link_libraries(PkgConfig::tesseract INTERFACE gomp)

# Debian's Sonic has no pkg-config file.
find_path(SONIC_INCLUDE_DIR sonic.h REQUIRED)
find_library(SONIC_LIBRARY sonic REQUIRED)
add_library(dragoman_sonic INTERFACE)
target_include_directories(dragoman_sonic SYSTEM INTERFACE "${SONIC_INCLUDE_DIR}")
target_link_libraries(dragoman_sonic INTERFACE "${SONIC_LIBRARY}")
add_library(deps::sonic ALIAS dragoman_sonic)

# Debian's CLI11 is headers alone.
find_path(CLI11_INCLUDE_DIR CLI/CLI.hpp REQUIRED)
add_library(dragoman_cli11 INTERFACE)
target_include_directories(dragoman_cli11 SYSTEM INTERFACE "${CLI11_INCLUDE_DIR}")
add_library(deps::cli11 ALIAS dragoman_cli11)

# Nor does it give CLD2 a description.
find_path(CLD2_INCLUDE_DIR cld2/public/compact_lang_det.h REQUIRED)
find_library(CLD2_LIBRARY cld2 REQUIRED)
add_library(deps::cld2 INTERFACE IMPORTED GLOBAL)
target_include_directories(deps::cld2 SYSTEM INTERFACE "${CLD2_INCLUDE_DIR}")
target_link_libraries(deps::cld2 INTERFACE "${CLD2_LIBRARY}")

# One spelling for the rest as well, so that a folder's list of dependencies reads alike.
add_library(deps::fmt ALIAS fmt::fmt)
add_library(deps::boost_json ALIAS Boost::json)
add_library(deps::boost_url ALIAS Boost::url)
add_library(deps::boost ALIAS Boost::headers)
add_library(deps::curl ALIAS CURL::libcurl)
add_library(deps::icu INTERFACE IMPORTED)
target_link_libraries(deps::icu INTERFACE ICU::i18n ICU::uc ICU::data)
add_library(deps::tomlplusplus ALIAS tomlplusplus::tomlplusplus)
