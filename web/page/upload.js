// A large file to the server, in parts. What broke off goes on where it stopped: also after the
// page was closed, when the same file is chosen again.

import { ask, Failure, post } from "./api.js";
import * as memory from "./memory.js";

const place = "dragoman-uploads";
const smallest = 1 << 16;
const mostTries = 5;

/** How large a part is: large files in some fifty, for the sake of the progress. */
export function partBytes(fileBytes) {
  return Math.min(Math.max(Math.ceil(fileBytes / 50), 1 << 20), 8 << 20);
}

/** What tells a file from others without reading it. */
function markOf(file) {
  return `${file.name}|${file.size}|${file.lastModified ?? 0}`;
}

function remember(mark, id) {
  const known = memory.read(place) ?? {};
  if (id) known[mark] = id;
  else delete known[mark];
  memory.write(place, known);
}

async function begun(file, mark, signal) {
  const id = (memory.read(place) ?? {})[mark];
  if (id) {
    try {
      const upload = await ask(`v1/uploads/${id}`, { signal });
      if (upload.status === "pending") return upload;
    } catch (error) {
      if (error.status !== 404) throw error;
    }
  }
  const wish = {
    bytes: file.size,
    filename: file.name || "recording",
    purpose: "user_data",
    mime_type: file.type || "application/octet-stream",
  };
  const upload = await post("v1/uploads", wish, signal);
  remember(mark, upload.id);
  return upload;
}

function pause(ms, signal) {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(resolve, ms);
    signal.addEventListener("abort", () => {
      clearTimeout(timer);
      reject(signal.reason);
    });
  });
}

async function sendPart(upload, file, from, bytes, signal) {
  const form = new FormData();
  form.append("data", file.slice(from, from + bytes), "part");
  return ask(`v1/uploads/${upload.id}/parts`, { method: "POST", form, signal });
}

const isPassing = (error) => error.name === "noServer" || error.status >= 500 || error.status === 429;

/** Sends `file`; gives the id of the file that it becomes. `told(done, total)`: bytes. */
export async function upload(file, signal, told) {
  const mark = markOf(file);
  let current = await begun(file, mark, signal);
  let size = partBytes(file.size);
  let tries = 0;
  for (;;) {
    // What the server has, not what was sent, says where to go on: a part whose answer was lost is
    // there all the same.
    const done = current.parts.reduce((sum, part) => sum + part.bytes, 0);
    told(done, file.size);
    if (done >= file.size) break;
    try {
      const part = await sendPart(current, file, done, size, signal);
      current.parts.push(part);
      tries = 0;
    } catch (error) {
      if (error.status === 413 && size > smallest) {
        size = Math.max(smallest, size >> 1); // the server takes smaller parts
        continue;
      }
      if (!(error instanceof Failure) || !isPassing(error) || ++tries >= mostTries) throw error;
      await pause(500 * 2 ** tries, signal);
      try {
        current = await ask(`v1/uploads/${current.id}`, { signal });
      } catch (still) {
        if (!(still instanceof Failure) || !isPassing(still)) throw still;
      }
    }
  }
  const ids = current.parts.map((part) => part.id);
  const whole = await post(`v1/uploads/${current.id}/complete`, { part_ids: ids }, signal);
  remember(mark, undefined);
  return whole.file.id;
}

/** Gives up what was begun of a file, and the server's room for it. */
export async function giveUp(file) {
  const id = (memory.read(place) ?? {})[markOf(file)];
  if (!id) return;
  remember(markOf(file), undefined);
  await post(`v1/uploads/${id}/cancel`, {}).catch(() => {}); // it expires by itself
}
