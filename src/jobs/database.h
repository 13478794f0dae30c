#pragma once

#include <cstdint>
#include <functional>
#include <initializer_list>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <variant>

#include "base/result.h"

struct sqlite3;
struct sqlite3_stmt;

namespace dragoman::jobs {

/// What a statement's "?" stands for; texts must live as long as the call.
using Value = std::variant<std::nullptr_t, std::int64_t, double, std::string_view>;

/// The row in hand, columns counted from 0. NULL reads as 0 and as an empty text.
class Row {
 public:
  explicit Row(sqlite3_stmt* statement) : statement_(statement) {}
  [[nodiscard]] bool is_null(int column) const;
  [[nodiscard]] std::int64_t integer(int column) const;
  [[nodiscard]] double real(int column) const;
  [[nodiscard]] std::string text(int column) const;

 private:
  sqlite3_stmt* statement_;
};

/// One SQLite database, crash-safe: write-ahead log, and every commit on the disk before it is
/// reported (synchronous=FULL), so that what a client was told survives a power cut as well as a
/// kill. Statements are texts of ours; all that comes from outside is bound. The only place that
/// names the library. Every call is safe from any thread: one at a time.
class Database {
 public:
  /// Opens or makes it, checks it (quick_check), and brings its schema up to date. Errors: kIo
  /// (damaged, of a newer version, or not writable).
  [[nodiscard]] static base::Result<std::unique_ptr<Database>> open(const std::string& path);
  Database(const Database&) = delete;
  Database& operator=(const Database&) = delete;
  ~Database();

  /// Errors of all: kStorageFull, kIo.
  [[nodiscard]] base::Status execute(std::string_view sql,
                                     std::initializer_list<Value> values = {});
  [[nodiscard]] base::Status query(std::string_view sql, std::initializer_list<Value> values,
                                   const std::function<void(const Row&)>& each);
  /// How many rows the statement before has changed; inside a transaction.
  [[nodiscard]] std::int64_t changed() const;

  /// All that `body` does, or nothing where it fails. None inside another.
  [[nodiscard]] base::Status transaction(const std::function<base::Status()>& body);

 private:
  explicit Database(sqlite3* handle) : handle_(handle) {}
  [[nodiscard]] base::Status prepare();
  [[nodiscard]] base::Status migrate();
  [[nodiscard]] base::Error failure() const;

  sqlite3* const handle_;
  mutable std::recursive_mutex mutex_;  // a transaction holds it over its statements
};

}  // namespace dragoman::jobs
