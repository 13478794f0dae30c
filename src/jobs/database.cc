#include "jobs/database.h"

#include <optional>

#include <fmt/format.h>
#include <sqlite3.h>

#include "jobs/schema.h"

namespace dragoman::jobs {

namespace {

using base::Error;
using base::ErrorKind;
using base::Status;

constexpr int kBusyTimeoutMs = 5000;

struct Finalise {
  void operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }
};
using Statement = std::unique_ptr<sqlite3_stmt, Finalise>;

int bind(sqlite3_stmt* statement, int index, const Value& value) {
  if (const auto* whole = std::get_if<std::int64_t>(&value)) {
    return sqlite3_bind_int64(statement, index, *whole);
  }
  if (const auto* real = std::get_if<double>(&value)) {
    return sqlite3_bind_double(statement, index, *real);
  }
  if (const auto* text = std::get_if<std::string_view>(&value)) {
    return sqlite3_bind_text64(statement, index, text->data() != nullptr ? text->data() : "",
                               text->size(), SQLITE_STATIC, SQLITE_UTF8);
  }
  return sqlite3_bind_null(statement, index);
}

}  // namespace

bool Row::is_null(int column) const {
  return sqlite3_column_type(statement_, column) == SQLITE_NULL;
}
std::int64_t Row::integer(int column) const { return sqlite3_column_int64(statement_, column); }
double Row::real(int column) const { return sqlite3_column_double(statement_, column); }
std::string Row::text(int column) const {
  const auto* text = reinterpret_cast<const char*>(sqlite3_column_text(statement_, column));
  const auto size = static_cast<std::size_t>(sqlite3_column_bytes(statement_, column));
  return text == nullptr ? std::string() : std::string(text, size);
}

base::Result<std::unique_ptr<Database>> Database::open(const std::string& path) {
  sqlite3* handle = nullptr;
  constexpr int kFlags =
      SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE;
  const int code = sqlite3_open_v2(path.c_str(), &handle, kFlags, nullptr);
  std::unique_ptr<Database> database(new Database(handle));
  if (code != SQLITE_OK) return database->failure();
  if (auto status = database->prepare(); !status) return status.error();
  if (auto status = database->migrate(); !status) return status.error();
  return database;
}

Database::~Database() { sqlite3_close(handle_); }

Status Database::prepare() {
  sqlite3_busy_timeout(handle_, kBusyTimeoutMs);
  sqlite3_db_config(handle_, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
  for (const auto* pragma :
       {"PRAGMA journal_mode = WAL", "PRAGMA synchronous = FULL", "PRAGMA foreign_keys = ON",
        "PRAGMA trusted_schema = OFF", "PRAGMA cell_size_check = ON"}) {
    if (auto status = execute(pragma); !status) return status;
  }
  std::string verdict;
  auto status = query("PRAGMA quick_check(1)", {}, [&](const Row& row) { verdict = row.text(0); });
  if (!status || verdict == "ok") return status;
  return Error{ErrorKind::kIo, "The state database is damaged. Put it aside and start again.",
               verdict};
}

Status Database::migrate() {
  std::int64_t version = 0;
  auto status = query("PRAGMA user_version", {}, [&](const Row& row) { version = row.integer(0); });
  if (!status || version == kSchemaVersion) return status;
  if (version < 0 || version > kSchemaVersion) {
    return Error{ErrorKind::kIo, "The state database was made by a newer version of the program.",
                 fmt::format("schema version {}, not {}", version, kSchemaVersion)};
  }
  return transaction([&]() -> Status {
    for (auto step = static_cast<std::size_t>(version); step < kSchema.size(); ++step) {
      if (sqlite3_exec(handle_, kSchema[step].data(), nullptr, nullptr, nullptr) != SQLITE_OK) {
        return failure();
      }
    }
    return execute(fmt::format("PRAGMA user_version = {}", kSchemaVersion));
  });
}

Status Database::execute(std::string_view sql, std::initializer_list<Value> values) {
  return query(sql, values, [](const Row&) {});
}

Status Database::query(std::string_view sql, std::initializer_list<Value> values,
                       const std::function<void(const Row&)>& each) {
  const std::lock_guard lock(mutex_);
  sqlite3_stmt* made = nullptr;
  const auto size = static_cast<int>(sql.size());
  if (sqlite3_prepare_v2(handle_, sql.data(), size, &made, nullptr) != SQLITE_OK) return failure();
  const Statement statement(made);
  int index = 0;
  for (const auto& value : values) {
    if (bind(made, ++index, value) != SQLITE_OK) return failure();
  }
  const Row row(made);
  for (;;) {
    const int code = sqlite3_step(made);
    if (code == SQLITE_DONE) return {};
    if (code != SQLITE_ROW) return failure();
    each(row);
  }
}

std::int64_t Database::changed() const {
  const std::lock_guard lock(mutex_);
  return sqlite3_changes64(handle_);
}

Status Database::transaction(const std::function<Status()>& body) {
  const std::lock_guard lock(mutex_);
  if (auto status = execute("BEGIN IMMEDIATE"); !status) return status;
  auto status = body();
  if (status) status = execute("COMMIT");
  // SQLite rolls some failures back itself.
  if (!status && sqlite3_get_autocommit(handle_) == 0) static_cast<void>(execute("ROLLBACK"));
  return status;
}

base::Error Database::failure() const {
  const int code = sqlite3_errcode(handle_) & 0xff;
  const std::string detail = sqlite3_errmsg(handle_);
  if (code == SQLITE_FULL) return {ErrorKind::kStorageFull, "The disk is full.", detail};
  return {ErrorKind::kIo, "The state database cannot be used.", detail};
}

}  // namespace dragoman::jobs
