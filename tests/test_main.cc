// The main of every test program: GoogleTest, with the places of this checkout in the environment.
// What the caller has set already stands.
#include <cstdlib>

#include <gmock/gmock.h>

int main(int argc, char** argv) {
  ::setenv("DRAGOMAN_SOURCE_DIR", DRAGOMAN_SOURCE_DIR, 0);
  ::setenv("DRAGOMAN_BUILD_DIR", DRAGOMAN_BUILD_DIR, 0);
  ::setenv("DRAGOMAN_EVAL_DIR", DRAGOMAN_SOURCE_DIR "/../shared/eval", 0);
  ::testing::InitGoogleMock(&argc, argv);
  return RUN_ALL_TESTS();
}
