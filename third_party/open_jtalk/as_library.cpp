#include <stdexcept>
#include <string>

#include "param.h"
#include "utils.h"

// Instead of exit(): whoever calls the library catches it.
extern "C" [[noreturn]] void open_jtalk_gave_up() {
  throw std::runtime_error("Open JTalk gave up");
}

namespace MeCab {

// Instead of the file dicrc, which not every package of the dictionary brings: what it says in all of
// them. Some versions look for it in the user's home and in the environment as well.
bool load_dictionary_resource(Param* param) {
  param->set<int>("cost-factor", 800, true);
  param->set<std::string>("bos-feature", "BOS/EOS,*,*,*,*,*,*,*,*", true);
  return true;
}

}  // namespace MeCab
