// Cues as the server sets them, into subtitle files and onto a video.

function stamp(seconds, mark) {
  const ms = Math.round(seconds * 1000);
  const two = (n) => String(n).padStart(2, "0");
  const parts = [Math.floor(ms / 3600000), Math.floor(ms / 60000) % 60, Math.floor(ms / 1000) % 60];
  return parts.map(two).join(":") + mark + String(ms % 1000).padStart(3, "0");
}

export function srt(cues) {
  const one = (cue, i) =>
    `${i + 1}\n${stamp(cue.start_s, ",")} --> ${stamp(cue.end_s, ",")}\n` +
    cue.lines.map((line) => line.replaceAll("-->", "->") + "\n").join("");
  return cues.map(one).join("\n");
}

function escaped(line) {
  return line.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}

export function vtt(cues) {
  const one = (cue) =>
    `\n${stamp(cue.start_s, ".")} --> ${stamp(cue.end_s, ".")}\n` +
    cue.lines.map((line) => escaped(line) + "\n").join("");
  return "WEBVTT\n" + cues.map(one).join("");
}

/** Shows cues on a media element as they come. */
export class LiveTrack {
  constructor(media, language) {
    this.track = media.addTextTrack("subtitles", language, language);
    this.track.mode = "showing";
  }
  add(cues) {
    for (const cue of cues) {
      this.track.addCue(new VTTCue(cue.start_s, cue.end_s, cue.lines.map(escaped).join("\n")));
    }
  }
  close() {
    this.track.mode = "disabled"; // a track cannot be taken away again
  }
}
