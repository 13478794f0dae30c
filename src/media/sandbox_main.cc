// The program dragoman-media: started by dragoman alone, with a socket as descriptor 3.
#include "media/sandbox_child.h"

#ifdef __SANITIZE_ADDRESS__
// Leaks are looked for by a thread that stops the others, which is among what is locked out.
extern "C" const char* __asan_default_options();
extern "C" const char* __asan_default_options() { return "detect_leaks=0"; }
#endif

int main() { return dragoman::media::decode_for(dragoman::base::UniqueFd(3)); }
