// parrot_model FILE WORD...
//
// Writes a language model of random weights that answers any prompt with these words, each one
// token, joined as they are. Its chat template puts the messages one behind the other and ends in
// ">".
#include <fstream>
#include <iostream>
#include <string>
#include <vector>

#include "engines/llama/testing/tiny_gguf.h"

int main(int argc, char** argv) {
  if (argc < 3) {
    std::cerr << "usage: parrot_model FILE WORD...\n";
    return 2;
  }
  constexpr auto kTemplate = "{% for message in messages %}{{ message.content }}{% endfor %}>";
  const std::vector<std::string> words(argv + 2, argv + argc);
  std::ofstream file(argv[1], std::ios::binary);
  file << dragoman::engines::llama::parroting_language_model(words, '>', false, kTemplate);
  return file.flush() ? 0 : 1;
}
