"""The child takes away its own rights, before it has seen one byte of a person's file.

Each measure that the machine does not offer is left out and said so: `lock_down` returns what holds.
"""

import ctypes
import os
import platform
import resource
import signal
import struct
import sys

PR_SET_PDEATHSIG = 1
PR_SET_DUMPABLE = 4
PR_SET_SECCOMP = 22
PR_SET_NO_NEW_PRIVS = 38
SECCOMP_MODE_FILTER = 2

# linux/seccomp.h and linux/filter.h
ALLOW = 0x7FFF0000
KILL_PROCESS = 0x80000000
ERRNO = 0x00050000
EPERM, ENOSYS = 1, 38
LOAD, JUMP_EQUAL, JUMP_SET, RETURN = 0x20, 0x15, 0x45, 0x06
NUMBER_AT, ARCH_AT, ARGUMENT_0_AT = 0, 4, 16
CLONE_THREAD = 0x00010000

# What a program needs that reads and writes pipes, computes and starts threads. Nothing here opens, connects,
# starts a program or reaches another process. Numbers from asm/unistd_64.h and asm-generic/unistd.h.
CALLS: dict[str, dict[str, int]] = {
    "x86_64": {
        "read": 0, "write": 1, "close": 3, "fstat": 5, "lseek": 8, "mmap": 9, "mprotect": 10, "munmap": 11,
        "brk": 12, "rt_sigaction": 13, "rt_sigprocmask": 14, "rt_sigreturn": 15, "readv": 19, "writev": 20,
        "sched_yield": 24, "mremap": 25, "madvise": 28, "nanosleep": 35, "getpid": 39, "exit": 60, "uname": 63,
        "getrusage": 98, "sysinfo": 99, "times": 100, "sigaltstack": 131, "arch_prctl": 158, "gettid": 186,
        "futex": 202, "sched_getaffinity": 204, "set_tid_address": 218, "restart_syscall": 219,
        "clock_gettime": 228, "clock_getres": 229, "clock_nanosleep": 230, "exit_group": 231,
        "set_robust_list": 273, "getcpu": 309, "getrandom": 318, "membarrier": 324, "rseq": 334,
    },
    "aarch64": {
        "close": 57, "lseek": 62, "read": 63, "write": 64, "readv": 65, "writev": 66, "fstat": 80, "exit": 93,
        "exit_group": 94, "set_tid_address": 96, "futex": 98, "set_robust_list": 99, "nanosleep": 101,
        "clock_gettime": 113, "clock_getres": 114, "clock_nanosleep": 115, "sched_getaffinity": 123,
        "sched_yield": 124, "restart_syscall": 128, "sigaltstack": 132, "rt_sigaction": 134,
        "rt_sigprocmask": 135, "rt_sigreturn": 139, "times": 153, "uname": 160, "getrusage": 165, "getcpu": 168,
        "getpid": 172, "gettid": 178, "sysinfo": 179, "brk": 214, "munmap": 215, "mremap": 216, "mmap": 222,
        "mprotect": 226, "madvise": 233, "getrandom": 278, "membarrier": 283, "rseq": 293,
    },
}  # fmt: skip
SPECIAL = {
    "x86_64": {"clone": 56, "clone3": 435, "tgkill": 234},
    "aarch64": {"clone": 220, "clone3": 435, "tgkill": 131},
}
AUDIT_ARCH = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}


class _Filter(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("instructions", ctypes.c_void_p))


def die_with(parent: int) -> bool:
    """Asks the kernel to kill this process when its parent ends, and ends now if that has already happened."""
    asked = _prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        os._exit(1)
    return asked


def set_limits(memory_bytes: int, cpu_s: int) -> list[str]:
    return _limit(
        ("memory", resource.RLIMIT_DATA, memory_bytes, memory_bytes),
        ("address_space", resource.RLIMIT_AS, 3 * memory_bytes, 3 * memory_bytes),
        ("cpu_time", resource.RLIMIT_CPU, cpu_s, cpu_s + 5),
        ("no_core_file", resource.RLIMIT_CORE, 0, 0),
    )


def _limit(*wanted: tuple[str, int, int, int]) -> list[str]:
    held = []
    for name, which, soft, hard in wanted:
        try:
            resource.setrlimit(which, (soft, hard))
            held.append(name)
        except (ValueError, OSError):
            continue
    return held


def lock_down() -> list[str]:
    """After the last import: no new file or socket, no new rights, no system call beyond the list."""
    held = _limit(("open_files", resource.RLIMIT_NOFILE, 0, 0), ("file_size", resource.RLIMIT_FSIZE, 0, 0))
    if _prctl(PR_SET_DUMPABLE, 0):
        held.append("not_dumpable")
    if _prctl(PR_SET_NO_NEW_PRIVS, 1):
        held.append("no_new_privileges")
        if _filter_system_calls():
            held.append("system_calls")
    return held


def _prctl(option: int, value: int, pointer: object = 0) -> bool:
    if sys.platform != "linux":
        return False
    libc = ctypes.CDLL(None, use_errno=True)
    return bool(libc.prctl(option, ctypes.c_ulong(value), pointer, ctypes.c_ulong(0), ctypes.c_ulong(0)) == 0)


def _filter_system_calls() -> bool:
    machine = platform.machine()
    if machine not in CALLS or sys.maxsize < 2**32:
        return False
    program = filter_program(machine, os.getpid())
    buffer = ctypes.create_string_buffer(program, len(program))
    head = _Filter(len(program) // 8, ctypes.cast(buffer, ctypes.c_void_p))
    return _prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, ctypes.byref(head))


def filter_program(machine: str, own_pid: int) -> bytes:
    """A BPF program: listed calls pass, threads may start, a signal may go only to itself, the rest is EPERM.

    clone3 answers ENOSYS because its flags lie in memory, where a filter cannot look; libc then uses clone.
    """
    special = SPECIAL[machine]
    lines = [
        (LOAD, 0, 0, ARCH_AT),
        (JUMP_EQUAL, 1, 0, AUDIT_ARCH[machine]),
        (RETURN, 0, 0, KILL_PROCESS),
        (LOAD, 0, 0, NUMBER_AT),
    ]
    for number in sorted(CALLS[machine].values()):
        lines += [(JUMP_EQUAL, 0, 1, number), (RETURN, 0, 0, ALLOW)]
    lines += [(JUMP_EQUAL, 0, 1, special["clone3"]), (RETURN, 0, 0, ERRNO | ENOSYS)]
    lines += [(JUMP_EQUAL, 0, 4, special["clone"]), (LOAD, 0, 0, ARGUMENT_0_AT)]
    lines += [(JUMP_SET, 0, 1, CLONE_THREAD), (RETURN, 0, 0, ALLOW), (RETURN, 0, 0, ERRNO | EPERM)]
    lines += [(JUMP_EQUAL, 0, 3, special["tgkill"]), (LOAD, 0, 0, ARGUMENT_0_AT)]
    lines += [(JUMP_EQUAL, 0, 1, own_pid), (RETURN, 0, 0, ALLOW), (RETURN, 0, 0, ERRNO | EPERM)]
    return b"".join(struct.pack("HBBI", *line) for line in lines)
