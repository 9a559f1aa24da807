/* Preloaded into a process under test: counts what it does to the disk, and at the n-th time kills it, before
   the act or in the middle of it, or says from then on that the disk is full. It can also write down each act. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <unistd.h>

enum { OFF = 0, KILL_BEFORE = 1, KILL_AFTER = 2, FULL = 3 };

static long armed_at = 0;
static int mode = OFF;
static long done = 0;
static int notes = -1;

void faults_arm(long at, int how) { armed_at = at; mode = how; done = 0; }
long faults_done(void) { return done; }
void faults_note(int descriptor) { notes = descriptor; }

static void die(void) { syscall(SYS_kill, syscall(SYS_getpid), SIGKILL); for (;;) pause(); }

static void note(const char *what, int fd, const char *one, const char *two) {
    char link[64], path[4096] = "", line[12400];
    if (notes < 0) return;
    if (fd >= 0) {
        snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
        ssize_t n = readlink(link, path, sizeof path - 1);
        path[n < 0 ? 0 : n] = 0;
        one = path;
    }
    int n = snprintf(line, sizeof line, "%s\t%s\t%s\n", what, one ? one : "", two ? two : "");
    syscall(SYS_write, notes, line, n);
}

/* Whether a descriptor is a file, a folder or a socket: pipes and terminals are talk, not the disk. */
static int counts(int fd) {
    struct stat st;
    if (fd <= 2 || fd == notes || fstat(fd, &st) != 0) return 0;
    return S_ISREG(st.st_mode) || S_ISDIR(st.st_mode) || S_ISSOCK(st.st_mode);
}

/* 1: the disk is full; 2: go on and die afterwards. */
static int meet(int writes) {
    done++;
    if (mode == FULL && armed_at && done >= armed_at && writes) return 1;
    if (done != armed_at) return 0;
    if (mode == KILL_BEFORE) die();
    return mode == KILL_AFTER ? 2 : 0;
}

#define REAL(type, name, args) static type(*real) args; if (!real) real = (type(*) args)dlsym(RTLD_NEXT, #name)

static ssize_t half(ssize_t n) { return n > 1 ? n / 2 : n; }

ssize_t write(int fd, const void *data, size_t size) {
    REAL(ssize_t, write, (int, const void *, size_t));
    if (!counts(fd)) return real(fd, data, size);
    note("write", fd, 0, 0);
    int fate = meet(1);
    if (fate == 1) { errno = ENOSPC; return -1; }
    if (fate == 2) { real(fd, data, half(size)); die(); }
    return real(fd, data, size);
}

#define PWRITE(name, offset_type)                                                            \
    ssize_t name(int fd, const void *data, size_t size, offset_type at) {                    \
        REAL(ssize_t, name, (int, const void *, size_t, offset_type));                       \
        if (!counts(fd)) return real(fd, data, size, at);                                    \
        note("write", fd, 0, 0);                                                             \
        int fate = meet(1);                                                                  \
        if (fate == 1) { errno = ENOSPC; return -1; }                                        \
        if (fate == 2) { real(fd, data, half(size), at); die(); }                            \
        return real(fd, data, size, at);                                                     \
    }
PWRITE(pwrite, off_t)
PWRITE(pwrite64, off64_t)

#define SYNC(name)                                                                           \
    int name(int fd) {                                                                       \
        REAL(int, name, (int));                                                              \
        if (!counts(fd)) return real(fd);                                                    \
        note("fsync", fd, 0, 0);                                                             \
        int fate = meet(1);                                                                  \
        if (fate == 1) { errno = ENOSPC; return -1; }                                        \
        int result = real(fd);                                                               \
        if (fate == 2) die();                                                                \
        return result;                                                                       \
    }
SYNC(fsync)
SYNC(fdatasync)

int rename(const char *from, const char *to) {
    REAL(int, rename, (const char *, const char *));
    note("rename", -1, from, to);
    int fate = meet(0);
    int result = real(from, to);
    if (fate == 2) die();
    return result;
}

int unlink(const char *path) {
    REAL(int, unlink, (const char *));
    note("unlink", -1, path, 0);
    int fate = meet(0);
    int result = real(path);
    if (fate == 2) die();
    return result;
}

#define TRUNCATE(name, offset_type)                                                          \
    int name(int fd, offset_type size) {                                                     \
        REAL(int, name, (int, offset_type));                                                 \
        if (!counts(fd)) return real(fd, size);                                              \
        note("truncate", fd, 0, 0);                                                          \
        int fate = meet(0);                                                                  \
        int result = real(fd, size);                                                         \
        if (fate == 2) die();                                                                \
        return result;                                                                       \
    }
TRUNCATE(ftruncate, off_t)
TRUNCATE(ftruncate64, off64_t)

/* What a client of PostgreSQL says to the server. */
ssize_t send(int fd, const void *data, size_t size, int flags) {
    REAL(ssize_t, send, (int, const void *, size_t, int));
    note("send", fd, 0, 0);
    int fate = meet(0);
    if (fate == 2) { real(fd, data, half(size), flags); die(); }
    return real(fd, data, size, flags);
}
