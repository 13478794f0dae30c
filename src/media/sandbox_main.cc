// The program dragoman-media: started by dragoman alone, with a socket as descriptor 3.
#include "media/sandbox_child.h"

int main() { return dragoman::media::decode_for(dragoman::base::UniqueFd(3)); }
