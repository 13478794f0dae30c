#pragma once

#include <array>
#include <string_view>

namespace dragoman::jobs {

/// What the database holds, in steps: each brings the version before it up by one, and is never
/// changed once it is out. Times are seconds since 1970, UTC. `client` is the name of the key that
/// made the row: nobody else sees it. The bytes themselves lie in files named by the ids.
inline constexpr std::array<std::string_view, 3> kSchema{R"sql(
CREATE TABLE files (
  id TEXT PRIMARY KEY, client TEXT NOT NULL, name TEXT NOT NULL, purpose TEXT NOT NULL,
  bytes INTEGER NOT NULL, created INTEGER NOT NULL, expires INTEGER NOT NULL
) STRICT;
CREATE INDEX files_by_client ON files (client, created, id);
CREATE INDEX files_by_expiry ON files (expires);

CREATE TABLE uploads (
  id TEXT PRIMARY KEY, client TEXT NOT NULL, name TEXT NOT NULL, purpose TEXT NOT NULL,
  mime_type TEXT NOT NULL, bytes INTEGER NOT NULL, created INTEGER NOT NULL,
  expires INTEGER NOT NULL, state TEXT NOT NULL, file TEXT NOT NULL
) STRICT;
CREATE INDEX uploads_by_expiry ON uploads (expires);
CREATE TABLE parts (
  id TEXT PRIMARY KEY, upload TEXT NOT NULL REFERENCES uploads (id) ON DELETE CASCADE,
  bytes INTEGER NOT NULL, created INTEGER NOT NULL
) STRICT;
CREATE INDEX parts_by_upload ON parts (upload, created, id);

CREATE TABLE jobs (
  id TEXT PRIMARY KEY, client TEXT NOT NULL, request TEXT NOT NULL, file TEXT NOT NULL,
  state TEXT NOT NULL, attempts INTEGER NOT NULL,
  created INTEGER NOT NULL, started INTEGER, ended INTEGER, expires INTEGER NOT NULL,
  done_s REAL NOT NULL, total_s REAL, error TEXT NOT NULL, reached_limit INTEGER NOT NULL,
  input_audio INTEGER, input_video INTEGER, output_audio INTEGER, output_text INTEGER, input_s REAL
) STRICT;
CREATE INDEX jobs_by_client ON jobs (client, created, id);
CREATE INDEX jobs_by_state ON jobs (state, created);

CREATE TABLE events (
  job TEXT NOT NULL REFERENCES jobs (id) ON DELETE CASCADE, seq INTEGER NOT NULL,
  kind INTEGER NOT NULL, source TEXT NOT NULL, delta TEXT NOT NULL, source_text TEXT NOT NULL,
  target_text TEXT NOT NULL, start_s REAL NOT NULL, end_s REAL NOT NULL, flags INTEGER NOT NULL,
  words TEXT NOT NULL, first_sample INTEGER NOT NULL, samples INTEGER NOT NULL,
  PRIMARY KEY (job, seq)
) STRICT, WITHOUT ROWID;
)sql",
                                                         R"sql(
ALTER TABLE jobs ADD COLUMN models TEXT NOT NULL DEFAULT '';
)sql",
                                                         R"sql(
ALTER TABLE jobs ADD COLUMN film TEXT NOT NULL DEFAULT '';
)sql"};
inline constexpr int kSchemaVersion = static_cast<int>(kSchema.size());

}  // namespace dragoman::jobs
