#include "engines/translation_memory.h"

#include <thread>
#include <vector>

#include <gtest/gtest.h>

namespace dragoman::engines {
namespace {

// Room for this many entries whose key and translation have two bytes each.
constexpr std::size_t room_for(std::size_t entries) {
  return entries * (TranslationMemory::kEntryBytes + 4);
}

TEST(TranslationMemory, GivesBackWhatItWasGiven) {
  TranslationMemory memory(room_for(4));
  EXPECT_EQ(memory.find("k1"), std::nullopt);
  memory.add("k1", "t1");
  memory.add("k2", "t2");
  EXPECT_EQ(memory.find("k1"), "t1");
  memory.add("k1", "t3");
  EXPECT_EQ(memory.find("k1"), "t3");
  EXPECT_EQ(memory.find("k2"), "t2");
  EXPECT_EQ(memory.bytes(), room_for(2));
}

TEST(TranslationMemory, ForgetsWhatWasAskedForLongestAgo) {
  TranslationMemory memory(room_for(3) + 1);
  for (const auto* key : {"k1", "k2", "k3"}) memory.add(key, "tt");
  EXPECT_TRUE(memory.find("k1"));
  memory.add("k4", "tt");
  EXPECT_FALSE(memory.find("k2"));
  for (const auto* key : {"k1", "k3", "k4"}) EXPECT_TRUE(memory.find(key)) << key;
  EXPECT_EQ(memory.bytes(), room_for(3));
}

TEST(TranslationMemory, StaysWithinItsBytes) {
  TranslationMemory memory(room_for(10));
  for (std::size_t i = 0; i < 1000; ++i) {
    memory.add("key " + std::to_string(i), std::string(i % 200, 'x'));
    ASSERT_LE(memory.bytes(), room_for(10));
  }
  EXPECT_TRUE(memory.find("key 999"));
}

TEST(TranslationMemory, WhatIsLargerThanItIsNotKept) {
  TranslationMemory memory(room_for(2));
  memory.add("k1", "t1");
  memory.add("k2", std::string(1000, 'x'));
  EXPECT_FALSE(memory.find("k2"));
  EXPECT_TRUE(memory.find("k1"));
  memory.add("k1", std::string(1000, 'x'));
  EXPECT_FALSE(memory.find("k1")) << "the old translation is no longer true";
  EXPECT_EQ(memory.bytes(), 0U);
}

TEST(TranslationMemory, ServesManyThreads) {
  TranslationMemory memory(room_for(20));
  std::vector<std::thread> threads;
  for (int thread = 0; thread < 4; ++thread) {
    threads.emplace_back([&memory] {
      for (int i = 0; i < 2000; ++i) {
        const auto key = std::to_string(i % 40);
        if (const auto known = memory.find(key)) {
          EXPECT_EQ(*known, "t" + key);
        }
        memory.add(key, "t" + key);
      }
    });
  }
  for (auto& thread : threads) thread.join();
  EXPECT_LE(memory.bytes(), room_for(20));
}

}  // namespace
}  // namespace dragoman::engines
