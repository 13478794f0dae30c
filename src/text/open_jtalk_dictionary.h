#pragma once

#include <string>

#include "base/result.h"

namespace dragoman::text {

/// Checks the files of an Open JTalk dictionary (MeCab's compiled form, version 102, UTF-8), so
/// that MeCab, which maps them and trusts every offset in them, never reads beyond them: each node
/// of the search trees, each word's place, features and connections, each class of characters.
/// Features are short enough for Open JTalk's arrays. What the features say is not looked at. Each
/// file is read once through a small buffer: some 50 ms for 100 MB that the system holds in memory.
///
/// `dir` holds sys.dic, unk.dic, matrix.bin and char.bin. Errors: kModelMissing (a file is not
/// there), kModelInvalid.
[[nodiscard]] base::Status check_open_jtalk_dictionary(const std::string& dir);

}  // namespace dragoman::text
