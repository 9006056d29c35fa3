"""Which kinds of file are read at all.

The first bytes choose one demuxer by name, and FFmpeg is told to use that one: it never gets to guess among
its three hundred. Chosen are the containers that cameras, phones, browsers and meeting programs write. Left
out on purpose is everything that names other files or addresses (hls, dash, concat, image2, sdp, rtsp,
tedcaptions), that is a text or a drawing (svg, subtitles), or that nobody films a lesson in.
"""

from dataclasses import dataclass

from .boxes import looks_like_mp4
from .errors import Code, MediaError

HEAD_BYTES = 4096


def _names(words: str) -> frozenset[str]:
    return frozenset(words.split())


DEMUXERS = _names("mov matroska avi mpegts mpeg mpegvideo flv asf ogg wav w64 mp3 aac flac amr aiff caf")

VIDEO_DECODERS = _names(
    """h264 hevc av1 libdav1d vp8 libvpx vp9 libvpx-vp9 mpeg4 mpeg2video mpeg1video mjpeg h263 h263i flv
    msmpeg4v1 msmpeg4v2 msmpeg4 msmpeg4v3 wmv1 wmv2 wmv3 vc1 prores dnxhd dvvideo theora vvc"""
)

AUDIO_DECODERS = _names(
    """aac aac_latm mp3 mp3float mp2 mp2float opus libopus vorbis libvorbis flac alac ac3 eac3 amrnb amrwb
    amr_nb amr_wb libopencore_amrnb libopencore_amrwb wmav1 wmav2 wmapro wmavoice speex libspeex nellymoser
    pcm_u8 pcm_s8 pcm_s16le pcm_s16be pcm_s24le pcm_s24be pcm_s32le pcm_s32be pcm_f32le pcm_f32be pcm_f64le
    pcm_alaw pcm_mulaw pcm_dvd pcm_bluray adpcm_ms adpcm_ima_wav adpcm_ima_qt adpcm_swf"""
)

# A picture that somebody brings as one.
PICTURE_DECODERS = _names("mjpeg png webp")
PICTURE_HEADS = ((b"\xff\xd8\xff", "jpeg_pipe"), (b"\x89PNG\r\n\x1a\n", "png_pipe"))

PHOTO_HEADS = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"GIF8", b"BM", b"II*\x00", b"MM\x00*")
PLAYLIST_HEADS = (b"#EXTM3U", b"ffconcat", b"<MPD", b"[playlist]", b"<smil", b"<asx", b"v=0\r", b"v=0\n")
TEXT_MARKS = b"\xef\xbb\xbf \t\r\n"


@dataclass(frozen=True)
class Head:
    start: bytes
    demuxer: str


STARTS = (
    Head(b"\x1a\x45\xdf\xa3", "matroska"),
    Head(b"FLV", "flv"),
    Head(b"\x30\x26\xb2\x75\x8e\x66\xcf\x11", "asf"),
    Head(b"OggS", "ogg"),
    Head(b"fLaC", "flac"),
    Head(b"\x00\x00\x01\xba", "mpeg"),
    Head(b"\x00\x00\x01\xb3", "mpegvideo"),
    Head(b"#!AMR", "amr"),
    Head(b"caff", "caf"),
    Head(b"RF64", "wav"),
    Head(b"riff\x2e\x91\xcf\x11", "w64"),
    Head(b"ID3", "mp3"),
)


def demuxer_for(head: bytes) -> str:
    """The demuxer for a file that starts with `head`, or MediaError in a sentence that fits what it is."""
    if looks_like_mp4(head):
        return "mov"
    for known in STARTS:
        if head.startswith(known.start):
            return known.demuxer
    demuxer = _riff(head) or _transport(head) or _bare_sound(head)
    if demuxer:
        return demuxer
    raise MediaError(_what_instead(head))


def picture_demuxer_for(head: bytes) -> str:
    """The same for a picture: JPEG, PNG or WebP."""
    for start, demuxer in PICTURE_HEADS:
        if head.startswith(start):
            return demuxer
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "webp_pipe"
    raise MediaError(Code.NOT_MEDIA if head else Code.EMPTY)


def _riff(head: bytes) -> str:
    if head[:4] == b"RIFF":
        return {b"AVI ": "avi", b"WAVE": "wav"}.get(head[8:12], "")
    if head[:4] == b"FORM" and head[8:12] in (b"AIFF", b"AIFC"):
        return "aiff"
    return ""


def _transport(head: bytes) -> str:
    """MPEG-TS: a sync byte each 188 bytes, or each 192 after a four-byte clock (camcorders)."""
    for first, step in ((0, 188), (4, 192)):
        marks = head[first : first + 8 * step : step]
        if len(marks) >= 3 and all(mark == 0x47 for mark in marks):
            return "mpegts"
    return ""


def _bare_sound(head: bytes) -> str:
    if len(head) < 4 or head[0] != 0xFF:
        return ""
    if head[1] & 0xF6 == 0xF0:
        return "aac"
    is_mp3 = head[1] & 0xE0 == 0xE0 and head[1] & 0x06 in (0x02, 0x04) and head[2] & 0xF0 != 0xF0
    return "mp3" if is_mp3 else ""


def _what_instead(head: bytes) -> Code:
    if not head:
        return Code.EMPTY
    text = head.lstrip(TEXT_MARKS)
    if text.startswith(PLAYLIST_HEADS) or (text.startswith(b"<?xml") and b"<MPD" in text):
        return Code.PLAYLIST
    if head.startswith(PHOTO_HEADS) or (head[:4] == b"RIFF" and head[8:12] == b"WEBP"):
        return Code.PHOTO
    return Code.NOT_MEDIA
