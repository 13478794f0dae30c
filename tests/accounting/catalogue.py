"""The videos over which our numbers are compared with OpenCV's, and the few where they may differ."""

import itertools
import math
import random
from fractions import Fraction

from videos import FILM, NTSC, Cover, Picture, Sound, Video, Written, cut, in_box

MP3 = Sound("libmp3lame")
OPUS = Sound("libopus", rate_hz=48000)
MP2 = Sound("mp2", rate_hz=48000)

# Container, coder of the picture, sound.
KINDS = {
    "mp4": ("mp4", "libx264", Sound()),
    "hevc": ("mp4", "libx265", Sound()),
    "av1": ("mp4", "libsvtav1", Sound()),
    "mov": ("mov", "mpeg4", Sound("pcm_s16le")),
    "3gp": ("3gp", "mpeg4", Sound()),
    "mkv": ("matroska", "libx264", Sound()),
    "webm": ("webm", "libvpx", OPUS),
    "vp9": ("webm", "libvpx-vp9", OPUS),
    "avi": ("avi", "mpeg4", MP3),
    "mjpeg": ("avi", "mjpeg", Sound("pcm_s16le")),
    "flv": ("flv", "flv", MP3),
    "flv_h264": ("flv", "libx264", Sound()),
    "ts": ("mpegts", "libx264", Sound()),
    "ts_mpeg2": ("mpegts", "mpeg2video", MP2),
    "mpg": ("mpeg", "mpeg2video", MP2),
    "wmv": ("asf", "wmv2", MP3),
    "ogv": ("ogg", "libvpx", OPUS),
}
FIXED_RATES = ("ts_mpeg2", "mpg")  # MPEG-1 and -2 know but a few

IN_FRAGMENTS = (Picture("libx264", rate=NTSC, frames=100, options={"g": "10"}), Sound(seconds=4))

UNEVEN = {
    "slower": tuple(40 * i for i in range(30)) + tuple(1200 + 500 * i for i in range(6)),
    "late": tuple(5000 + 33 * i for i in range(30)),
    "gap": tuple(33 * i + (0 if i < 15 else 4000) for i in range(30)),
    "trembling": tuple(int(50 * i + 20 * math.sin(1.3 * i)) for i in range(60)),
    "random": tuple(itertools.accumulate(random.Random(7).choices((20, 33, 40, 60, 100), k=150))),
    "changing": tuple(40 * i for i in range(50)) + tuple(2000 + 200 * i for i in range(60)),
}


def picture(kind: str, **values) -> Picture:
    options = {"x265-params": "log-level=none"} if kind == "hevc" else {}
    return Picture(KINDS[kind][1], **{"width": 64, "height": 64, "options": options, **values})


def of_every_kind() -> list[Video]:
    videos = []
    for kind, (container, _, sound) in KINDS.items():
        rates = (NTSC, Fraction(50)) if kind in FIXED_RATES else (FILM, Fraction(25, 2), Fraction(1))
        for rate in rates:
            frames = max(4, round(rate * Fraction(23, 10)))
            even = picture(kind, rate=rate, frames=frames)
            videos.append(Video(f"{kind}_{float(rate):.2f}", container, (even, sound)))
        long = Sound(sound.coder, 3.7, sound.rate_hz)
        videos.append(Video(f"{kind}_long_sound", container, (picture(kind), long)))
        short = Sound(sound.coder, 0.5, sound.rate_hz)
        videos.append(Video(f"{kind}_short_sound", container, (picture(kind), short)))
        videos.append(Video(f"{kind}_wide", container, (picture(kind, width=322, height=242, frames=12),)))
    return videos


def uneven() -> list[Video]:
    return [
        Video(f"{kind}_{name}", KINDS[kind][0], (picture(kind, times=times),))
        for kind, names in {
            "mp4": ("slower", "late", "gap", "random"),
            "mov": ("slower", "changing"),
            "mkv": ("slower", "trembling", "random"),
            "webm": ("gap", "changing"),
            "avi": ("slower", "late"),
            "flv": ("slower", "late", "random"),
            "ts": ("slower", "late", "changing"),
            "wmv": ("gap", "random"),
            "ogv": ("late",),
        }.items()
        for name, times in UNEVEN.items()
        if name in names
    ]


def rotated() -> list[Video]:
    quarter = (0, 0x10000, 0, -0x10000, 0, 0, 0, 0, 0x40000000)
    mirrored = (0x10000, 0, 0, 0, -0x10000, 0, 0, 0, 0x40000000)
    slanted = (46341, 46341, 0, -46341, 46341, 0, 0, 0, 0x40000000)
    videos = [
        Video(f"{container}_turned_{angle}", container, (Picture(coder, 96, 64, rotation=angle), sound))
        for container, coder, sound in (
            ("mp4", "libx264", Sound()),
            ("mov", "mpeg4", Sound()),
            ("matroska", "libx264", OPUS),
        )
        for angle in (90, 180, 270)
    ]
    matrices = {"quarter": quarter, "mirrored": mirrored, "slanted": slanted, "none": (0,) * 9}
    for name, matrix in matrices.items():
        patch = in_box(b"tkhd", 40, ">9i", *matrix, only=0)
        videos.append(Video(f"matrix_{name}", "mp4", (Picture("mpeg4", 96, 64),), patch=patch))
    return videos


def with_b_frames_and_fields() -> list[Video]:
    fields = {"flags": "+ildct+ilme"}
    b_frames = Picture("libx264", rate=NTSC, frames=47, options={"bf": "3"})
    return [
        Video(f"b_frames_{kind}", KINDS[kind][0], (b_frames, KINDS[kind][2]))
        for kind in ("mp4", "mkv", "ts", "avi", "flv")
    ] + [
        Video(f"fields_{coder}_{container}", container, (Picture(coder, 64, 64, options=fields | extra),))
        for coder, extra in (("libx264", {"x264-params": "tff=1:interlaced=1"}), ("mpeg2video", {}))
        for container in ("mp4", "matroska", "mpegts")
    ]


def with_edit_lists() -> list[Video]:
    tracks = (Picture("libx264", rate=NTSC, frames=77), Sound(seconds=3))
    patches = {
        "skipping": in_box(b"elst", 12, ">I", 12000),
        "skipping_picture": in_box(b"elst", 12, ">I", 6006, only=0),
        "short": in_box(b"elst", 8, ">I", 1000, only=0),
        "empty": in_box(b"elst", 12, ">i", -1, only=0),
        "quick": in_box(b"elst", 16, ">I", 0x20000, only=0),
    }
    return [Video(f"edit_{name}", "mp4", tracks, patch=patch) for name, patch in patches.items()] + [
        Video("edit_none", "mp4", tracks, options={"use_editlist": "0"})
    ]


def with_false_headers() -> list[Video]:
    tracks = (Picture("libx264", rate=NTSC, frames=77), Sound(seconds=3))
    patches = {
        "file_duration_0": in_box(b"mvhd", 16, ">I", 0),
        "file_duration_1": in_box(b"mvhd", 16, ">I", 1000),
        "track_duration_0": in_box(b"mdhd", 16, ">I", 0),
        "track_duration_max": in_box(b"mdhd", 16, ">I", 0xFFFFFFFF),
        "ticks": in_box(b"mdhd", 12, ">I", 1000, only=0),
        "no_ticks": in_box(b"mdhd", 12, ">I", 0, only=0),
        "frame_length": in_box(b"stts", 12, ">I", 1500, only=0),
        "frame_length_0": in_box(b"stts", 12, ">I", 0, only=0),
        "frame_count": in_box(b"stts", 8, ">I", 10, only=0),
    }
    return [Video(f"false_{name}", "mp4", tracks, patch=patch) for name, patch in patches.items()]


def muxed_otherwise() -> list[Video]:
    videos = [
        Video(f"mp4_{flags.replace('+', '_')}", "mp4", IN_FRAGMENTS, options={"movflags": flags})
        for flags in (
            "faststart",
            "frag_keyframe",
            "frag_keyframe+empty_moov",
            "empty_moov+default_base_moof+frag_every_frame",
            "frag_keyframe+empty_moov+global_sidx",
            "cmaf",
            "negative_cts_offsets",
        )
    ]
    plain = (Picture("libx264"), Sound())
    return [
        *videos,
        Video("fragments_to_a_pipe", "mp4", IN_FRAGMENTS, {"movflags": "frag_keyframe+empty_moov"}, seekable=False),
        Video("flv_without_metadata", "flv", (Picture("flv", frames=73), MP3), {"flvflags": "no_metadata"}),
        Video("flv_to_a_pipe", "flv", (Picture("flv", frames=73), MP3), seekable=False),
        Video("mkv_without_default_durations", "matroska", plain, {"default_mode": "passthrough"}),
        Video("ts_of_discs", "mpegts", plain, {"mpegts_m2ts_mode": "1"}),
        Video("ts_at_a_fixed_rate", "mpegts", plain, {"muxrate": "1000000"}),
        Video("mov_ticks_600", "mov", plain, {"video_track_timescale": "600"}),
    ]


def with_other_tracks() -> list[Video]:
    other = Picture("libx264", 160, 96, rate=Fraction(10), frames=30)
    plain = Picture("libx264")
    return [
        Video("sound_first", "mp4", (Sound(), plain)),
        Video("two_pictures", "matroska", (plain, other, Sound())),
        Video("other_picture_first", "mp4", (other, plain, Sound())),
        Video("cover_last", "mp4", (plain, Sound(), Cover())),
        Video("cover_first_mkv", "matroska", (Cover(), plain, Sound())),
        Video("cover_first_mp4", "mp4", (Cover(), plain, Sound())),
    ]


def cut_short() -> list[Video]:
    return [
        Video(f"cut_{kind}", KINDS[kind][0], (picture(kind), KINDS[kind][2]), patch=cut(0.6))
        for kind in ("mkv", "webm", "avi", "flv", "ts", "mpg", "ogv")
    ]


def of_few_frames() -> list[Video]:
    return [
        Video(f"{kind}_of_{frames}", KINDS[kind][0], (picture(kind, frames=frames),))
        for kind in ("mp4", "mkv", "avi", "flv", "wmv")
        for frames in (1, 2, 3, 13)
    ]


def of_odd_sizes() -> list[Video]:
    return [
        Video(f"size_{width}x{height}_{container}", container, (Picture("mjpeg", width, height, frames=15),))
        for container in ("mov", "matroska")
        for width, height in ((1, 1), (16, 3200), (16, 3216), (1920, 1080), (65, 49), (8, 8))
    ]


def of_other_coders() -> list[Video]:
    return [
        Video(f"{coder}_{container}", container, (Picture(coder, 128, 128, rate=NTSC, frames=40),))
        for coder, container in (
            ("prores", "mov"),
            ("png", "mov"),
            ("qtrle", "mov"),
            ("libvpx-vp9", "mp4"),
            ("msmpeg4v2", "avi"),
            ("ffv1", "avi"),
            ("huffyuv", "avi"),
            ("cinepak", "avi"),
            ("msmpeg4", "asf"),
            ("ffv1", "matroska"),
            ("mpeg2video", "matroska"),
            ("libsvtav1", "webm"),
            ("mpeg4", "mpegts"),
            ("flashsv", "flv"),
        )
    ] + [Video("h263_3gp", "3gp", (Picture("h263", 176, 144), Sound()))]


def of_opencv() -> list[Written]:
    return [
        Written(f"opencv_{coder}_{ending}_{rate:.2f}", ending, coder, rate)
        for ending, coder in (
            ("mp4", "mp4v"),
            ("avi", "XVID"),
            ("avi", "MJPG"),
            ("mkv", "XVID"),
            ("webm", "VP80"),
            ("flv", "FLV1"),
            ("wmv", "WMV2"),
        )
        for rate in (29.97, 7.3)
    ]


VIDEOS: list[Video | Written] = [
    *of_every_kind(),
    *uneven(),
    *rotated(),
    *with_b_frames_and_fields(),
    *with_edit_lists(),
    *with_false_headers(),
    *muxed_otherwise(),
    *with_other_tracks(),
    *cut_short(),
    *of_few_frames(),
    *of_odd_sizes(),
    *of_other_coders(),
    *of_opencv(),
]

UNTOLD = "tells neither its length nor its frames: the script fails, we count"
NEWER = "the FFmpeg in this OpenCV is newer than ours and reads it differently"
CODED = "the container and the coded picture tell two sizes: we believe the container and decode nothing"
STILL = "a song with its cover: to us it has no picture"

# Videos whose numbers differ from OpenCV's, and why.
KEPT: dict[str, tuple[Video, str]] = {
    video.name: (video, why)
    for video, why in (
        (Video("untold_mkv", "matroska", (picture("mkv"),), seekable=False), UNTOLD),
        (Video("untold_webm", "webm", (picture("webm"),), seekable=False), UNTOLD),
        (Video("untold_wmv", "asf", (picture("wmv"),), seekable=False), UNTOLD),
        (
            Video("untold_flv", "flv", (picture("flv"),), {"flvflags": "add_keyframe_index"}, seekable=False),
            UNTOLD,
        ),
        (Video("hevc_in_flv", "flv", (picture("hevc"), MP3)), NEWER),
        (Video("mpeg1_in_ts", "mpegts", (Picture("mpeg1video", 64, 64),)), NEWER),
        (Video("mpeg1_in_mpg", "mpeg", (Picture("mpeg1video", 64, 64, rate=NTSC, frames=41),)), NEWER),
        (Video("fragments_with_an_index_each", "mp4", IN_FRAGMENTS, {"movflags": "dash"}), NEWER),
        (
            Video(
                "fragments_with_edit_lists",
                "mp4",
                (IN_FRAGMENTS[0], Sound()),
                {"movflags": "delay_moov+frag_keyframe"},
            ),
            NEWER,
        ),
        (Video("ts_without_average", "mpegts", (picture("ts", times=UNEVEN["trembling"]),)), NEWER),
        (
            Video("two_sizes", "mp4", (Picture("libx264"),), patch=in_box(b"stsd", 40, ">HH", 320, 240, only=0)),
            CODED,
        ),
        (Video("cover_alone", "mp4", (Sound(), Cover())), STILL),
    )
}
