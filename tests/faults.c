/* Loaded before the C library of a program under test (LD_PRELOAD): numbers the operations on files below the folder FAULT_FOLDER, writes
   each with its path to the file FAULT_LOG, and at number FAULT_AT does FAULT_KIND instead:

   eio     this operation fails as on a bad disk
   eintr   it is interrupted once
   dead    it and all that follow fail
   full    it and all that follow that need room find the disk full
   short   a write takes half of its bytes; all goes on
   half    a write takes half of its bytes, then the disk is full
   kill    the process ends before it
   torn    the process ends when a write has taken half of its bytes

   Calls by number that go round the C library (those of the crate rustix) are not seen. */
#define _GNU_SOURCE
#include <dirent.h>
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

/* What an operation is: one that only looks, one that changes, one that needs room besides, one that writes bytes. */
enum { LOOK, CHANGE, ROOM, WRITE };
/* What becomes of it. */
enum { GO, FAIL, HALF, TORN };

static const char *folder, *kind;
static long at;
static int out = -1;
static atomic_long done;

__attribute__((constructor)) static void begin(void) {
    const char *log = getenv("FAULT_LOG"), *number = getenv("FAULT_AT");
    kind = getenv("FAULT_KIND");
    at = kind && number ? atol(number) : 0;
    if (log)
        out = syscall(SYS_openat, AT_FDCWD, log, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    folder = getenv("FAULT_FOLDER");
}

static void end(void) {
    kill(getpid(), SIGKILL);
    for (;;)
        pause();
}

/* Numbers an operation on `path` below the folder of `fd` (on that itself where it is empty) and says what becomes of it. */
static int strike(const char *name, int type, int fd, const char *path) {
    char whole[8192];
    int saved = errno;
    long length = 0;
    if (!folder)
        return GO;
    if (path[0] != '/') {
        char link[64];
        snprintf(link, sizeof link, fd == AT_FDCWD ? "/proc/self/cwd" : "/proc/self/fd/%d", fd);
        length = readlink(link, whole, 4096);
        errno = saved;
        if (length < 0)
            return GO;
        if (path[0])
            whole[length++] = '/';
    }
    snprintf(whole + length, sizeof whole - length, "%s", path);
    size_t below = strlen(folder);
    if (strncmp(whole, folder, below) || (whole[below] != '/' && whole[below]))
        return GO;
    long number = ++done;
    if (out >= 0) {
        static const char *const types[] = {"look", "change", "room", "write"};
        char line[8400];
        int size = snprintf(line, sizeof line, "%ld %s %s %s\n", number, types[type], name, whole[below] ? whole + below + 1 : ".");
        syscall(SYS_write, out, line, size);
    }
    errno = saved;
    if (!at || number < at)
        return GO;
    int here = number == at;
    if (!strcmp(kind, "kill") && here)
        end();
    if (!strcmp(kind, "short") && here && type == WRITE)
        return HALF;
    if (!strcmp(kind, "torn") && here && type == WRITE)
        return TORN;
    if (!strcmp(kind, "half") && here && type == WRITE)
        return HALF;
    errno = EIO;
    if (!strcmp(kind, "dead") || (!strcmp(kind, "eio") && here))
        return FAIL;
    errno = EINTR;
    if (!strcmp(kind, "eintr") && here)
        return FAIL;
    errno = ENOSPC;
    if (type >= ROOM && (!strcmp(kind, "full") || (!strcmp(kind, "half") && !here)))
        return FAIL;
    errno = saved;
    return GO;
}

/* The function of the C library that stands behind. */
#define NEXT(type, name, ...) \
    static type (*next)(__VA_ARGS__); \
    if (!next) next = (type (*)(__VA_ARGS__))dlsym(RTLD_NEXT, name)

#define PLAIN(result, bad, name, type, fd, path, args, ...) \
    result name(__VA_ARGS__) { \
        NEXT(result, #name, __VA_ARGS__); \
        return strike(#name, type, fd, path) == FAIL ? bad : next args; \
    }

#define OPEN(name, fd, path, args, ...) \
    int name(__VA_ARGS__, int flags, ...) { \
        NEXT(int, #name, __VA_ARGS__, int flags, ...); \
        va_list rest; \
        va_start(rest, flags); \
        mode_t mode = va_arg(rest, mode_t); \
        va_end(rest); \
        int type = flags & (O_CREAT | O_TRUNC) ? ROOM : LOOK; \
        return strike(#name, type, fd, path) == FAIL ? -1 : next args; \
    }

#define WRITES(name, half, args, ...) \
    ssize_t name(int fd, __VA_ARGS__) { \
        NEXT(ssize_t, #name, int fd, __VA_ARGS__); \
        switch (strike(#name, WRITE, fd, "")) { \
        case FAIL: return -1; \
        case HALF: return next half; \
        case TORN: next half; end(); \
        } \
        return next args; \
    }

OPEN(open, AT_FDCWD, path, (path, flags, mode), const char *path)
OPEN(open64, AT_FDCWD, path, (path, flags, mode), const char *path)
OPEN(openat, fd, path, (fd, path, flags, mode), int fd, const char *path)
OPEN(openat64, fd, path, (fd, path, flags, mode), int fd, const char *path)

WRITES(write, (fd, bytes, (size + 1) / 2), (fd, bytes, size), const void *bytes, size_t size)
WRITES(pwrite64, (fd, bytes, (size + 1) / 2, from), (fd, bytes, size, from), const void *bytes, size_t size, off64_t from)
WRITES(writev, (fd, parts, (count + 1) / 2), (fd, parts, count), const struct iovec *parts, int count)

PLAIN(ssize_t, -1, read, LOOK, fd, "", (fd, bytes, size), int fd, void *bytes, size_t size)
PLAIN(ssize_t, -1, pread64, LOOK, fd, "", (fd, bytes, size, from), int fd, void *bytes, size_t size, off64_t from)
PLAIN(ssize_t, -1, readv, LOOK, fd, "", (fd, parts, count), int fd, const struct iovec *parts, int count)
PLAIN(off64_t, -1, lseek64, LOOK, fd, "", (fd, to, from), int fd, off64_t to, int from)
PLAIN(int, -1, statx, LOOK, fd, path, (fd, path, flags, mask, buffer), int fd, const char *restrict path, int flags, unsigned mask, struct statx *restrict buffer)
PLAIN(int, -1, fstat64, LOOK, fd, "", (fd, buffer), int fd, struct stat64 *buffer)
PLAIN(int, -1, flock, LOOK, fd, "", (fd, how), int fd, int how)
PLAIN(DIR *, NULL, opendir, LOOK, AT_FDCWD, path, (path), const char *path)
PLAIN(DIR *, NULL, fdopendir, LOOK, fd, "", (fd), int fd)
PLAIN(struct dirent64 *, NULL, readdir64, LOOK, dirfd(dir), "", (dir), DIR *dir)

PLAIN(int, -1, fsync, CHANGE, fd, "", (fd), int fd)
PLAIN(int, -1, fdatasync, CHANGE, fd, "", (fd), int fd)
PLAIN(int, -1, unlink, CHANGE, AT_FDCWD, path, (path), const char *path)
PLAIN(int, -1, unlinkat, CHANGE, fd, path, (fd, path, flags), int fd, const char *path, int flags)
PLAIN(int, -1, rmdir, CHANGE, AT_FDCWD, path, (path), const char *path)

PLAIN(int, -1, mkdir, ROOM, AT_FDCWD, path, (path, mode), const char *path, mode_t mode)
PLAIN(int, -1, rename, ROOM, AT_FDCWD, to, (from, to), const char *from, const char *to)
PLAIN(int, -1, renameat2, ROOM, tofd, to, (fromfd, from, tofd, to, flags), int fromfd, const char *from, int tofd, const char *to, unsigned flags)
PLAIN(int, -1, linkat, ROOM, tofd, to, (fromfd, from, tofd, to, flags), int fromfd, const char *from, int tofd, const char *to, int flags)
PLAIN(int, -1, ftruncate64, ROOM, fd, "", (fd, size), int fd, off64_t size)
PLAIN(int, -1, fallocate64, ROOM, fd, "", (fd, how, from, size), int fd, int how, off64_t from, off64_t size)
PLAIN(ssize_t, -1, copy_file_range, ROOM, to, "", (from, at_from, to, at_to, size, flags), int from, off64_t *at_from, int to, off64_t *at_to, size_t size, unsigned flags)
PLAIN(ssize_t, -1, sendfile64, ROOM, to, "", (to, from, offset, size), int to, int from, off64_t *offset, size_t size)
