#include "base/caught.h"

#include <new>
#include <stdexcept>
#include <system_error>

#include <gtest/gtest.h>

namespace dragoman::base {
namespace {

template <class Fault>
Error caught_from(const Fault& fault) {
  try {
    throw fault;
  } catch (...) {
    return caught("An engine failed.");
  }
}

TEST(Caught, AFaultOfOursIsInternalAndSaysWhatItWasToTheLog) {
  const auto error = caught_from(std::runtime_error("a tensor too few"));
  EXPECT_EQ(error.kind, ErrorKind::kInternal);
  EXPECT_EQ(error.message, "An engine failed.");
  EXPECT_EQ(error.detail, "a tensor too few");
}

TEST(Caught, AForeignExceptionIsInternal) {
  EXPECT_EQ(caught_from(42).kind, ErrorKind::kInternal);
  EXPECT_EQ(caught_from("a text").kind, ErrorKind::kInternal);
}

TEST(Caught, WhatIsShortPasses) {
  const auto memory = caught_from(std::bad_alloc());
  EXPECT_EQ(memory.kind, ErrorKind::kUnavailable);
  EXPECT_EQ(memory.message, "Memory is short. Send the request again later.");
  const auto threads = caught_from(
      std::system_error(std::make_error_code(std::errc::resource_unavailable_try_again)));
  EXPECT_EQ(threads.kind, ErrorKind::kUnavailable);
  const auto other = caught_from(std::system_error(std::make_error_code(std::errc::bad_address)));
  EXPECT_EQ(other.kind, ErrorKind::kInternal);
}

}  // namespace
}  // namespace dragoman::base
