"""In the child: a film's sound, whatever it came as, in one rate, form and size of block."""

from av.audio.frame import AudioFrame
from av.filter import Graph


def sound_graph(frame: AudioFrame, resample: str, form: str, block: int) -> Graph:
    """Frames like this one go in; blocks of `block` samples come out, the last one shorter.

    `resample` and `form` are options of FFmpeg's aresample and aformat.
    """
    graph = Graph()
    graph.threads = 1
    nodes = [
        graph.add_abuffer(
            sample_rate=frame.sample_rate,
            format=frame.format.name,
            layout=frame.layout.name,
            time_base=frame.time_base,
        ),
        graph.add("aresample", resample),
        graph.add("aformat", form),
        graph.add("asetnsamples", f"n={block}:p=0"),
        graph.add("abuffersink"),
    ]
    graph.link_nodes(*nodes).configure()
    return graph
